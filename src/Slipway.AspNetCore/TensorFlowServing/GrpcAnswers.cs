using System.Globalization;
using Grpc.Core;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>Errors of the methods that the generated services answer.</summary>
internal static class GrpcAnswers
{
    public static RpcException Failure(ServingException failure)
    {
        var status = new Status(
            GrpcStatusTable.TensorFlowServing(failure.Code),
            GrpcStatusMessage.Shorten(failure.Message)
        );
        var trailers = new Metadata();
        if (failure.RetryAfter is { } wait)
        {
            var milliseconds = (long)wait.TotalMilliseconds;
            trailers.Add("grpc-retry-pushback-ms", milliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return new RpcException(status, trailers);
    }
}
