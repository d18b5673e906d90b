using Grpc.Core;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;

namespace Slipway.AspNetCore.Tests.Errors;

/// <summary>What each failure is on each protocol, side by side.</summary>
public sealed class StatusTablesTests
{
    public static TheoryData<ServingErrorCode, int, int, StatusCode, StatusCode> Table =>
        new()
        {
            // code, over REST: Open Inference, TensorFlow Serving; over gRPC: the same two
            { ServingErrorCode.InvalidArgument, 400, 400, StatusCode.InvalidArgument, StatusCode.InvalidArgument },
            { ServingErrorCode.AlreadyExists, 400, 409, StatusCode.AlreadyExists, StatusCode.AlreadyExists },
            {
                ServingErrorCode.FailedPrecondition,
                400,
                400,
                StatusCode.FailedPrecondition,
                StatusCode.FailedPrecondition
            },
            { ServingErrorCode.Unknown, 400, 500, StatusCode.Unknown, StatusCode.Unknown },
            { ServingErrorCode.Cancelled, 400, 499, StatusCode.Cancelled, StatusCode.Cancelled },
            { ServingErrorCode.NotFound, 404, 404, StatusCode.NotFound, StatusCode.NotFound },
            { ServingErrorCode.TooLarge, 413, 413, StatusCode.ResourceExhausted, StatusCode.ResourceExhausted },
            { ServingErrorCode.Unsupported, 501, 501, StatusCode.Unimplemented, StatusCode.Unimplemented },
            { ServingErrorCode.Unavailable, 503, 503, StatusCode.Unavailable, StatusCode.Unavailable },
            { ServingErrorCode.ResourceExhausted, 503, 503, StatusCode.ResourceExhausted, StatusCode.Unavailable },
            { ServingErrorCode.DeadlineExceeded, 504, 504, StatusCode.DeadlineExceeded, StatusCode.DeadlineExceeded },
            { ServingErrorCode.Internal, 500, 500, StatusCode.Internal, StatusCode.Internal },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void Code_OnEachProtocol_HasItsStatus(
        ServingErrorCode code,
        int http,
        int tensorFlowHttp,
        StatusCode grpc,
        StatusCode tensorFlowGrpc
    )
    {
        HttpStatusTable.OpenInference(code).Should().Be(http);
        HttpStatusTable.TensorFlowServing(code).Should().Be(tensorFlowHttp);
        GrpcStatusTable.StatusOf(code).Should().Be(grpc);
        GrpcStatusTable.TensorFlowServing(code).Should().Be(tensorFlowGrpc);
    }

    [Fact]
    public void Table_EveryCode_IsThere() =>
        Table.Select(row => row.Data.Item1).Should().BeEquivalentTo(Enum.GetValues<ServingErrorCode>());
}
