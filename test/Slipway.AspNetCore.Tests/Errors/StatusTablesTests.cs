using Grpc.Core;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;

namespace Slipway.AspNetCore.Tests.Errors;

/// <summary>What each failure is on each protocol, side by side.</summary>
public sealed class StatusTablesTests
{
    public static TheoryData<ServingErrorCode, int, StatusCode> Table =>
        new()
        {
            // code, Open Inference over REST, gRPC
            { ServingErrorCode.InvalidArgument, 400, StatusCode.InvalidArgument },
            { ServingErrorCode.AlreadyExists, 400, StatusCode.AlreadyExists },
            { ServingErrorCode.FailedPrecondition, 400, StatusCode.FailedPrecondition },
            { ServingErrorCode.Unknown, 400, StatusCode.Unknown },
            { ServingErrorCode.Cancelled, 400, StatusCode.Cancelled },
            { ServingErrorCode.NotFound, 404, StatusCode.NotFound },
            { ServingErrorCode.TooLarge, 413, StatusCode.ResourceExhausted },
            { ServingErrorCode.Unsupported, 501, StatusCode.Unimplemented },
            { ServingErrorCode.Unavailable, 503, StatusCode.Unavailable },
            { ServingErrorCode.ResourceExhausted, 503, StatusCode.ResourceExhausted },
            { ServingErrorCode.DeadlineExceeded, 504, StatusCode.DeadlineExceeded },
            { ServingErrorCode.Internal, 500, StatusCode.Internal },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void Code_OnEachProtocol_HasItsStatus(ServingErrorCode code, int http, StatusCode grpc)
    {
        HttpStatusTable.OpenInference(code).Should().Be(http);
        GrpcStatusTable.StatusOf(code).Should().Be(grpc);
    }

    [Fact]
    public void Table_EveryCode_IsThere() =>
        Table.Select(row => row.Data.Item1).Should().BeEquivalentTo(Enum.GetValues<ServingErrorCode>());
}
