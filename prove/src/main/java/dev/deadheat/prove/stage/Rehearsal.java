package dev.deadheat.prove.stage;

import dev.deadheat.prove.explore.StageException;
import dev.deadheat.prove.stage.HandedOver.Surprise;
import dev.deadheat.prove.stage.Scene.Surprises;
import dev.deadheat.search.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Finds out which tasks a scenario's requests hand over, by serving the requests one after another
/// and each first once: what is refused after another request may hand over something else.
final class Rehearsal {
  private final Lanes lanes;
  private final LiveStage stage;
  private final Scene scene;
  private final List<TaskLane> tasks = new ArrayList<>();

  private Rehearsal(Lanes lanes, LiveStage stage, Scene scene) {
    this.lanes = lanes;
    this.stage = stage;
    this.scene = scene;
  }

  /// The lanes that the tasks need, tasks of tasks included. If these are more than there are
  /// lanes, there may be more still.
  static List<TaskLane> tasks(Lanes lanes, LiveStage stage, Scene scene)
      throws StageException, InterruptedException {
    var rehearsal = new Rehearsal(lanes, stage, scene);
    int known = -1;
    while (rehearsal.tasks.size() > known && rehearsal.lanesNeeded() <= lanes.all().size()) {
      known = rehearsal.tasks.size();
      rehearsal.play();
    }
    return List.copyOf(rehearsal.tasks);
  }

  private int lanesNeeded() {
    return scene.requests().size() + tasks.size();
  }

  private void play() throws StageException, InterruptedException {
    lanes.play(scene.with(tasks, Surprises.NOTED));
    for (int first = 0; first < scene.requests().size(); first++) {
      List<Lane> order = new ArrayList<>(lanes.all().subList(0, scene.requests().size()));
      Collections.rotate(order, -first);
      tasks.forEach(task -> order.add(task.lane()));
      stage.serial(order, 0);
    }
    for (Surprise surprise : lanes.handedOver().surprises()) {
      Lane leader = surprise.leader();
      int number = surprise.errand().number();
      if (tasks.stream()
          .noneMatch(task -> task.leader().equals(leader) && task.number() == number)) {
        tasks.add(
            new TaskLane(
                new Lane(lanesNeeded()),
                leader,
                number,
                surprise.errand().name(),
                surprise.errand().where()));
      }
    }
  }
}
