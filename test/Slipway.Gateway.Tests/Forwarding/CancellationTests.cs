using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Forwarding;

public sealed class CancellationTests
{
    private readonly TaskCompletionSource _told = new();
    private readonly TaskCompletionSource _began = new();

    [Fact]
    public async Task Caller_Goes_ReplicaIsTold()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", HangAsync);
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var gone = new CancellationTokenSource();
        var request = gateway.Http.PostAsync(
            new Uri("/v2/models/ner/infer", UriKind.Relative),
            new StringContent("{}"),
            gone.Token
        );
        await _began.Task;

        await gone.CancelAsync();

        await _told.Task;
        await request.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await IdleAsync(gateway);
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(0, "it is nobody's failure");
    }

    [Fact]
    public async Task Caller_CancelsCallOfGrpc_ReplicaIsTold()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", HangAsync);
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        using var gone = new CancellationTokenSource();
        var call = new GRPCInferenceService.GRPCInferenceServiceClient(channel).ModelInferAsync(
            new() { ModelName = "ner" },
            cancellationToken: gone.Token
        );
        await _began.Task;

        await gone.CancelAsync();

        await _told.Task;
        await call.ResponseAsync.Invoking(task => task).Should().ThrowAsync<RpcException>();
        await IdleAsync(gateway);
    }

    [Fact]
    public async Task Time_OfTheService_EndsTheRequestAndTellsTheReplica()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", HangAsync);
        var service = Tables.Service("ner", Tables.Revision(1, 1, replica));
        service.Traffic.Timeout = TimeSpan.FromMilliseconds(100);
        await using var gateway = await TestGateway.StartAsync(service);

        // A machine that is busy may let the time pass before a request has come to the replica.
        var asked = 0;
        while (replica.Requests == 0)
        {
            asked++;
            using var response = await gateway.PostAsync("/v2/models/ner/infer");
            response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
            (await response.TextAsync()).Should().Contain("within the 100ms that traffic.timeout allows");
        }

        await _told.Task;
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(asked);
    }

    [Fact]
    public async Task Time_OfTheCaller_EndsTheRequestAndIsNoFailure()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1", HangAsync);
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        while (replica.Requests == 0)
        {
            using var response = await gateway.SendAsync(
                gateway.Http,
                HttpMethod.Post,
                "/v2/models/ner/infer",
                "{}",
                "x-request-timeout-ms: 100"
            );
            response.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout);
            (await response.TextAsync()).Should().Contain("within the 100ms that the request gave");
        }

        await _told.Task;
        await IdleAsync(gateway);
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(0);
    }

    [Fact]
    public async Task Deadline_OfGrpc_ReachesTheReplicaAndEndsTheCall()
    {
        var timeout = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                timeout = context.Request.Headers["grpc-timeout"].ToString();
                return HangAsync(context);
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var content = new ByteArrayContent(
            GrpcFrames.Frame(new ModelInferRequest { ModelName = "ner" }.ToByteArray())
        );

        using var response = await GrpcFrames.SendAsync(
            gateway.GrpcAddress,
            "/inference.GRPCInferenceService/ModelInfer",
            content,
            "grpc-timeout: 150m"
        );

        response.Status().Should().Be("4");
        timeout.Should().MatchRegex("^1[0-5][0-9]m$");
        await _told.Task;
    }

    [Fact]
    public async Task Deadline_OfARequestThatWaited_IsWhatIsLeft()
    {
        var left = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                left = context.Request.Headers["x-request-timeout-ms"].ToString();
                return Task.CompletedTask;
            }
        );
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var gateway = await TestGateway.StartAsync(new(), time: time);
        var asleep = Tables.Service("ner", Tables.Revision(1, 1)) with { Holds = true };
        await gateway.ApplyAsync(Tables.Of(1, asleep));
        var request = gateway.SendAsync(
            gateway.Http,
            HttpMethod.Post,
            "/v2/models/ner/infer",
            "{}",
            "x-request-timeout-ms: 60000"
        );
        await Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Held == 1);

        time.Advance(TimeSpan.FromSeconds(20));
        await gateway.ApplyAsync(Tables.Of(2, asleep with { Revisions = [Tables.Revision(1, 1, replica)] }));

        (await request).StatusCode.Should().Be(HttpStatusCode.OK);
        left.Should().Be("40000");
    }

    private static Task IdleAsync(TestGateway gateway) =>
        Eventually.BecomesAsync(async () => (await gateway.TrafficAsync("ner")).Revisions.Single().InFlight == 0);

    private async Task HangAsync(HttpContext context)
    {
        context.RequestAborted.Register(() => _told.TrySetResult());
        await context.Request.Body.CopyToAsync(Stream.Null);
        _began.TrySetResult();
        await _told.Task;
    }
}
