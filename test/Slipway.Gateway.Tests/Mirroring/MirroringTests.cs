using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Mirroring;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Mirroring;

public sealed class MirroringTests
{
    private const string Path = "/v2/models/ner/infer";

    [Fact]
    public async Task Copies_AreAnsweredAndCompared_AndNobodyGetsTheirAnswers()
    {
        await using var own = await FakeReplica.StartAsync("ner-1-1", EchoAsync);
        await using var copies = await FakeReplica.StartAsync("ner-2-1", EchoAsync);
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        for (var i = 0; i < 10; i++)
        {
            using var response = await gateway.PostAsync(Path, $$"""{"outputs": [{{i}}]}""");
            (await response.TextAsync()).Should().Be($$"""{"outputs": [{{i}}]}""");
            response.Header("Slipway-Revision").Should().Be("1");
        }

        var counts = await ComparedAsync(gateway, 10);
        (counts.Requests, counts.Failures, counts.Agreed, counts.Skipped).Should().Be((10, 0, 10, 0));
        counts.Latency.Counts.Values.Sum().Should().Be(10);
        var revisions = (await gateway.TrafficAsync("ner")).Revisions;
        revisions.Single(each => each.Revision == 2).Requests.Should().Be(0, "copies are counted apart");
        revisions.Single(each => each.Revision == 1).Requests.Should().Be(10);
    }

    [Fact]
    public async Task Copies_AnsweredOtherwise_AreToldWithPlaceAndValues()
    {
        await using var own = await FakeReplica.StartAsync(
            "ner-1-1",
            context => AnswerAsync(context, """{"a":[1,2]}""")
        );
        await using var copies = await FakeReplica.StartAsync(
            "ner-2-1",
            context => AnswerAsync(context, """{"a":[1,3]}""")
        );
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        using var response = await gateway.PostAsync(Path);

        (await response.TextAsync()).Should().Be("""{"a":[1,2]}""");
        var counts = await ComparedAsync(gateway, 1);
        counts.Agreed.Should().Be(0);
        counts.Differences.Should().ContainSingle().Which.Should().Contain("a[1]").And.Contain("2").And.Contain("3");
    }

    [Fact]
    public async Task Copies_OfGrpc_AreComparedByTheirTensors()
    {
        // The same values, once raw and once in the list of their type; versions need not agree.
        var raw = new ModelInferResponse
        {
            ModelName = "ner",
            ModelVersion = "1",
            Outputs =
            {
                new ModelInferResponse.Types.InferOutputTensor
                {
                    Name = "y",
                    Datatype = "FP32",
                    Shape = { 2 },
                },
            },
            RawOutputContents = { ByteString.CopyFrom([0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]) },
        };
        var typed = new ModelInferResponse
        {
            ModelName = "ner",
            ModelVersion = "2",
            Outputs =
            {
                new ModelInferResponse.Types.InferOutputTensor
                {
                    Name = "y",
                    Datatype = "FP32",
                    Shape = { 2 },
                    Contents = new InferTensorContents { Fp32Contents = { 1, 2.0001f } },
                },
            },
        };
        await using var own = await FakeReplica.StartAsync("ner-1-1", GrpcFrames.Answer(raw));
        await using var copies = await FakeReplica.StartAsync("ner-2-1", GrpcFrames.Answer(typed));
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        await InferAsync(gateway);
        (await ComparedAsync(gateway, 1)).Agreed.Should().Be(1);

        typed.Outputs[0].Contents.Fp32Contents[1] = 3;
        copies.Answer = GrpcFrames.Answer(typed);
        await InferAsync(gateway);
        var counts = await ComparedAsync(gateway, 2);
        counts.Agreed.Should().Be(1);
        counts.Differences.Should().ContainSingle().Which.Should().Contain("outputs[0].data[1]");
    }

    [Fact]
    public async Task Copies_ThatHang_HoldUpNobodyAndAreBounded()
    {
        var gate = new TaskCompletionSource();
        await using var own = await FakeReplica.StartAsync("ner-1-1", EchoAsync);
        await using var copies = await FakeReplica.StartAsync("ner-2-1", _ => gate.Task);
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        for (var i = 0; i < Mirror.MostCopies + 8; i++)
        {
            using var response = await gateway.PostAsync(Path, "{}");
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        (await CountsAsync(gateway)).Skipped.Should().Be(8);
        gate.SetResult();
        (await ComparedAsync(gateway, Mirror.MostCopies)).Requests.Should().Be(Mirror.MostCopies);
    }

    [Fact]
    public async Task Copies_ThatBreak_AreFailuresOfTheirRevisionAlone()
    {
        await using var own = await FakeReplica.StartAsync("ner-1-1", EchoAsync);
        await using var copies = await FakeReplica.StartAsync(
            "ner-2-1",
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        await Eventually.BecomesAsync(async () => (await CountsAsync(gateway)).Failures == 1);
        (await CountsAsync(gateway)).Compared.Should().Be(0);
        (await gateway.TrafficAsync("ner")).Revisions.Single(each => each.Revision == 1).Failures.Should().Be(0);
    }

    [Fact]
    public async Task Copies_OfLargeBodies_AreSkipped()
    {
        await using var own = await FakeReplica.StartAsync(
            "ner-1-1",
            context => context.Request.Body.CopyToAsync(Stream.Null)
        );
        await using var copies = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        using var response = await gateway.PostAsync(Path, new string('x', Mirror.MostBytes + 1));

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await CountsAsync(gateway)).Skipped.Should().Be(1);
        copies.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Questions_AboutAModel_AreNeitherCopiedNorCounted()
    {
        await using var own = await FakeReplica.StartAsync("ner-1-1");
        await using var copies = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        using var response = await gateway.GetAsync("/v2/models/ner");

        response.Header("Slipway-Revision").Should().Be("1");
        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single(each => each.Revision == 1);
        (revision.Requests, revision.InFlight, revision.Latency.Counts.Count).Should().Be((0, 0, 0));
        var counts = await CountsAsync(gateway);
        (counts.Requests, counts.Skipped, copies.Requests).Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Share_OfRequests_IsCopied()
    {
        await using var own = await FakeReplica.StartAsync("ner-1-1");
        await using var copies = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync(new GatewayConfig(), random: new SeededRandom(5));
        await gateway.ApplyAsync(Tables.Of(1, Service(own, copies, share: 0.25)));

        for (var i = 0; i < 200; i++)
        {
            using var response = await gateway.PostAsync(Path);
        }

        var counts = await CountsAsync(gateway);
        (counts.Requests + counts.Skipped).Should().BeInRange(35, 65);
    }

    [Fact]
    public async Task Primary_NotAnswered_IsNotCompared()
    {
        await using var own = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }
        );
        await using var copies = await FakeReplica.StartAsync("ner-2-1");
        await using var gateway = await TestGateway.StartAsync(Service(own, copies));

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        await Eventually.BecomesAsync(async () => (await CountsAsync(gateway)).Requests == 1);
        (await CountsAsync(gateway)).Compared.Should().Be(0);
    }

    private static ServiceRoute Service(FakeReplica own, FakeReplica copies, double share = 1) =>
        Tables.Service("ner", Tables.Revision(1, 1, own), Tables.Revision(2, 0, copies)) with
        {
            Mirror = new MirrorRoute
            {
                Revision = 2,
                Share = share,
                Compare = new AgreementGate(),
            },
        };

    private static async Task<MirrorCounts> CountsAsync(TestGateway gateway) =>
        (await gateway.TrafficAsync("ner")).Revisions.Single(each => each.Revision == 2).Mirror;

    private static async Task<MirrorCounts> ComparedAsync(TestGateway gateway, int count)
    {
        await Eventually.BecomesAsync(async () => (await CountsAsync(gateway)).Compared == count);
        return await CountsAsync(gateway);
    }

    private static async Task InferAsync(TestGateway gateway)
    {
        using var content = new ByteArrayContent(
            GrpcFrames.Frame(new ModelInferRequest { ModelName = "ner" }.ToByteArray())
        );
        using var response = await GrpcFrames.SendAsync(
            gateway.GrpcAddress,
            "/inference.GRPCInferenceService/ModelInfer",
            content
        );
        await response.TextAsync();
        response.Status().Should().Be("0");
    }

    private static Task AnswerAsync(HttpContext context, string body) => context.Response.WriteAsync(body);

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync(await reader.ReadToEndAsync());
    }
}
