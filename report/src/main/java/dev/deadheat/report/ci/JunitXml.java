package dev.deadheat.report.ci;

import dev.deadheat.loop.Proof;
import dev.deadheat.report.findings.Checked;
import dev.deadheat.report.findings.FindingWords;
import dev.deadheat.report.text.Printable;
import dev.deadheat.rules.Finding;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Findings as JUnit's XML: a suite for each file with findings, a failed case for each finding. A
/// project without findings has one case that passed, since services take an empty report for a
/// broken one.
public final class JunitXml {
  private JunitXml() {}

  /// The document, with a line feed at its end.
  public static String print(Checked checked, Repository repository) {
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      suites(xml, checked, repository);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("writing XML into memory failed", impossible);
    }
    return text + "\n";
  }

  private static void suites(XMLStreamWriter xml, Checked checked, Repository repository)
      throws XMLStreamException {
    Map<String, List<Finding>> byFile = new LinkedHashMap<>();
    for (Finding finding : checked.findings()) {
      byFile.computeIfAbsent(finding.path(), _ -> new ArrayList<>()).add(finding);
    }
    var failed = checked.findings().size();
    xml.writeStartElement("testsuites");
    xml.writeAttribute("name", "deadheat");
    counts(xml, Math.max(1, failed), failed);
    if (failed == 0) {
      suite(xml, "deadheat check", 1, 0);
      testCase(xml, "deadheat check", FindingWords.looked(checked));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    for (var file : byFile.entrySet()) {
      var path = Printable.of(repository.path(file.getKey()));
      suite(xml, path, file.getValue().size(), file.getValue().size());
      for (Finding finding : file.getValue()) {
        finding(xml, path, finding, checked.proof(finding));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void suite(XMLStreamWriter xml, String name, int tests, int failures)
      throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    counts(xml, tests, failures);
  }

  private static void counts(XMLStreamWriter xml, int tests, int failures)
      throws XMLStreamException {
    xml.writeAttribute("tests", Integer.toString(tests));
    xml.writeAttribute("failures", Integer.toString(failures));
    xml.writeAttribute("errors", "0");
  }

  private static void testCase(XMLStreamWriter xml, String className, String name)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", className);
    xml.writeAttribute("name", name);
  }

  private static void finding(
      XMLStreamWriter xml, String path, Finding finding, Optional<Proof> proof)
      throws XMLStreamException {
    var name =
        "%s %s line %d".formatted(finding.rule().code(), finding.rule().name(), finding.line());
    testCase(xml, path, name);
    xml.writeAttribute("file", path);
    xml.writeAttribute("line", Integer.toString(finding.line()));
    xml.writeStartElement("failure");
    xml.writeAttribute("type", finding.rule().code());
    xml.writeAttribute("message", Printable.of(finding.message()));
    var lines = new ArrayList<String>();
    lines.add(finding.path() + ":" + finding.line());
    lines.addAll(FindingWords.whole(finding, proof));
    xml.writeCharacters(String.join("\n", lines.stream().map(Printable::of).toList()));
    xml.writeEndElement();
    xml.writeEndElement();
  }
}
