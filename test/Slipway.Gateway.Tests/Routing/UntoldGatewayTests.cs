using System.Net;
using System.Text;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Routing;

/// <summary>A gateway that has just started knows nothing of what there is: that is no reason to say that there is nothing.</summary>
public sealed class UntoldGatewayTests
{
    [Theory]
    [InlineData("/models/ner")]
    [InlineData("/v2/models/ner/infer")]
    [InlineData("/v1/models/ner:predict")]
    [InlineData("/services/ner/orders")]
    public async Task Request_BeforeTheFirstTable_MayBeTriedAgain(string path)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig());

        using var before = await gateway.PostAsync(path);
        await gateway.ApplyAsync(Tables.Of(1));
        using var after = await gateway.PostAsync(path);

        before.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        before.Header("Retry-After").Should().Be("1");
        (await before.TextAsync()).Should().Contain("no routes yet");
        after.StatusCode.Should().Be(HttpStatusCode.NotFound, "it was told that there is nothing");
    }

    [Fact]
    public async Task Grpc_BeforeTheFirstTable_IsUnavailable()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig());
        using var content = new ByteArrayContent(GrpcFrames.Frame([0x0a, 3, .. Encoding.ASCII.GetBytes("ner")]));

        using var response = await GrpcFrames.SendAsync(
            gateway.GrpcAddress,
            "/inference.GRPCInferenceService/ModelInfer",
            content
        );

        response.Status().Should().Be("14");
        response.Header("grpc-retry-pushback-ms").Should().Be("1000");
    }

    [Fact]
    public async Task Health_OfAModelBeforeTheFirstTable_IsNotServingRatherThanUnknown()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig());
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var client = new Health.HealthClient(channel);

        var answer = await client.CheckAsync(
            new() { Service = "ner" },
            cancellationToken: TestContext.Current.CancellationToken
        );

        answer.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.NotServing);
    }
}
