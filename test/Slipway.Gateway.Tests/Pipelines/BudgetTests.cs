using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Gateway.Pipelines.Bodies;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Pipelines;

/// <summary>Bodies of requests to pipelines share one bound.</summary>
public sealed class BudgetTests
{
    private const string Echo = """{"nodes":{"root":{"steps":[{"service":"a"}]}}}""";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16 << 10)]
    [InlineData((16 << 10) + 1)]
    [InlineData(5_000_000)]
    public async Task Body_OfAnyLength_IsReadWholeAndCountsUntilItIsDisposedOf(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var budget = new PipelineBudget();

        using (var body = await ReadAsync(new MemoryStream(bytes), budget))
        {
            body.Bytes.Span.SequenceEqual(bytes).Should().BeTrue();
            budget.Taken.Should().Be(length);
        }

        budget.Taken.Should().Be(0);
    }

    [Fact]
    public async Task Body_SmallOnTheWireAndLargeUnpacked_Is503AndGivesBackWhatItTook()
    {
        using var packed = new MemoryStream();
        await using (var packer = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await packer.WriteAsync(new byte[10 << 20], TestContext.Current.CancellationToken);
        }

        packed.Length.Should().BeLessThan(20_000);
        packed.Position = 0;
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        var budget = new PipelineBudget(4 << 20);

        var read = async () => await ReadAsync(plain, budget);

        (await read.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(503);
        budget.Taken.Should().Be(0);
    }

    [Fact]
    public async Task Body_OverItsOwnBound_GivesBackWhatItTook()
    {
        var budget = new PipelineBudget();

        var read = async () => await ReadAsync(new MemoryStream(new byte[3 << 20]), budget, most: 1 << 20);

        (await read.Should().ThrowAsync<PipelineFailure>()).Which.Status.Should().Be(413);
        budget.Taken.Should().Be(0);
    }

    [Theory]
    [InlineData("/models/p", "{}")]
    [InlineData("/v1/models/p:predict", """{"instances":[{}]}""")]
    [InlineData(
        "/v2/models/p/infer",
        """{"inputs":[{"name":"request","datatype":"BYTES","shape":[1],"data":["{}"]}]}"""
    )]
    public async Task Request_WhileTheBudgetIsUsedUp_IsToldToTryAgain(string path, string body)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        var budget = fleet.Gateway.Services.GetRequiredService<PipelineBudget>();
        var most = (int)PipelineBudget.Default;

        budget.Take(most);
        using var refused = await fleet.Gateway.PostAsync(path, body);
        budget.GiveBack(most);
        using var answered = await fleet.Gateway.PostAsync(path, body);

        refused.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Header("Retry-After").Should().Be("1");
        (await refused.TextAsync()).Should().Contain("the 512 MiB that the gateway has for their bodies");
        answered.StatusCode.Should().Be(HttpStatusCode.OK, await answered.TextAsync());
        await Eventually.BecomesAsync(() => budget.Taken == 0);
    }

    [Fact]
    public async Task Grpc_WhileTheBudgetIsUsedUp_IsUnavailable()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        var budget = fleet.Gateway.Services.GetRequiredService<PipelineBudget>();
        using var channel = GrpcChannel.ForAddress(fleet.Gateway.GrpcAddress);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);

        budget.Take((int)PipelineBudget.Default);
        var call = async () =>
            await client.ModelInferAsync(
                new ModelInferRequest { ModelName = "p" },
                cancellationToken: TestContext.Current.CancellationToken
            );

        (await call.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unavailable);
    }

    private static Task<PipelineBody> ReadAsync(Stream body, PipelineBudget budget, int most = 64 << 20) =>
        RequestBody.ReadAsync(body, most, budget, TestContext.Current.CancellationToken);
}
