class APIView:
    pass
