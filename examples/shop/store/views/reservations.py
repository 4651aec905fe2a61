"""await changes nothing: two requests are two processes, or two tasks, and one row."""

from django.db.models import F
from django.http import JsonResponse
from django.shortcuts import aget_object_or_404

from store.models import Product
from store.views.stock import SOLD_OUT


async def racy(request, pk):
    if not await logged_in(request):
        return JsonResponse({"detail": "Please log in."}, status=403)
    product = await aget_object_or_404(Product, pk=pk)
    if product.stock < 1:
        return JsonResponse(SOLD_OUT, status=409)
    product.stock -= 1
    await product.asave()
    return JsonResponse({"reserved": product.name})


async def reserve(request, pk):
    if not await logged_in(request):
        return JsonResponse({"detail": "Please log in."}, status=403)
    product = await aget_object_or_404(Product, pk=pk)
    left = Product.objects.filter(pk=pk, stock__gte=1)
    if not await left.aupdate(stock=F("stock") - 1):
        return JsonResponse(SOLD_OUT, status=409)
    return JsonResponse({"reserved": product.name})


async def logged_in(request):
    return request.method == "POST" and (await request.auser()).is_authenticated
