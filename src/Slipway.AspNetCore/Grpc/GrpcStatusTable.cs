using Grpc.Core;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc;

internal static class GrpcStatusTable
{
    public static StatusCode StatusOf(ServingErrorCode code) => StatusCode.Internal;
}
