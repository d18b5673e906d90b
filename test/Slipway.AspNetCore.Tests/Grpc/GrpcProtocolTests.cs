using Microsoft.AspNetCore.Http;
using Slipway.AspNetCore.Grpc;

namespace Slipway.AspNetCore.Tests.Grpc;

public sealed class GrpcProtocolTests
{
    [Fact]
    public void Accepts_Http11_AsksForHttp2()
    {
        var context = new DefaultHttpContext();
        context.Request.Protocol = HttpProtocol.Http11;
        context.Request.ContentType = "application/grpc";

        GrpcProtocol.Accepts(context).Should().BeFalse();

        context.Response.StatusCode.Should().Be(StatusCodes.Status426UpgradeRequired);
        context.Response.Headers.Upgrade.ToString().Should().Be("HTTP/2.0");
    }
}
