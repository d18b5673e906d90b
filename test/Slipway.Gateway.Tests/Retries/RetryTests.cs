using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Retries;

public sealed class RetryTests
{
    private const string Path = "/v2/models/ner/infer";

    private static readonly RequestDelegate Breaks = context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    private static readonly RequestDelegate Refuses = context =>
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync("not now");
    };

    [Fact]
    public async Task Connection_BreaksInFlight_OtherReplicaGetsTheSameBody()
    {
        await using var broken = await FakeReplica.StartAsync("ner-1-1", Breaks);
        await using var good = await FakeReplica.StartAsync("ner-1-2", EchoAsync);
        await using var gateway = await TestGateway.StartAsync(Service(broken, good));

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync(Path, $"body {i}");
            (await response.TextAsync()).Should().Be($"body {i}");
        }

        broken.Requests.Should().BePositive();
        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single();
        (revision.Requests, revision.Failures, revision.InFlight)
            .Should()
            .Be((20 + broken.Requests, broken.Requests, 0), "a retry hides no failure from the gates");
        revision.Endpoints.Single(each => each.Replica == "ner-1-1").Failures.Should().Be(broken.Requests);
    }

    [Fact]
    public async Task Replica_Unavailable_OtherIsAsked()
    {
        await using var full = await FakeReplica.StartAsync("ner-1-1", Refuses);
        await using var good = await FakeReplica.StartAsync("ner-1-2");
        await using var gateway = await TestGateway.StartAsync(Service(full, good));

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync(Path);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        full.Requests.Should().BePositive();
        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single();
        (revision.Requests, revision.Failures, revision.InFlight).Should().Be((20 + full.Requests, full.Requests, 0));
    }

    [Fact]
    public async Task Replica_UnavailableAndAlone_ItsAnswerIsPassedOn()
    {
        await using var full = await FakeReplica.StartAsync("ner-1-1", Refuses);
        await using var gateway = await TestGateway.StartAsync(Service(full));

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.TextAsync()).Should().Be("not now");
        full.Requests.Should().Be(1);
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(1);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    [InlineData(501)]
    public async Task Replica_OtherErrors_ArePassedOn(int status)
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1", AnswerAsync);
        await using var other = await FakeReplica.StartAsync("ner-1-2", AnswerAsync);
        await using var gateway = await TestGateway.StartAsync(Service(one, other));

        using var response = await gateway.PostAsync(Path);

        ((int)response.StatusCode).Should().Be(status);
        (one.Requests + other.Requests).Should().Be(1);
        (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(status == 500 ? 1 : 0);

        Task AnswerAsync(HttpContext context)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Service_Stateful_NoneIsSentTwice()
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1", Breaks);
        await using var other = await FakeReplica.StartAsync("ner-1-2", Breaks);
        var service = Service(one, other);
        service.Traffic.Stateful = true;
        await using var gateway = await TestGateway.StartAsync(service);

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (await response.TextAsync()).Should().Contain("broke off before it answered");
        (one.Requests + other.Requests).Should().Be(1);
    }

    [Fact]
    public async Task Service_Stateful_ConnectionThatNeverCameAboutIsTriedElsewhere()
    {
        await using var gone = await FakeReplica.StartAsync("ner-1-1");
        await using var good = await FakeReplica.StartAsync("ner-1-2");
        var service = Service(gone, good);
        service.Traffic.Stateful = true;
        await using var gateway = await TestGateway.StartAsync(service);
        await gone.StopAsync();

        for (var i = 0; i < 20; i++)
        {
            using var response = await gateway.PostAsync(Path);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        var revision = (await gateway.TrafficAsync("ner")).Revisions.Single();
        (revision.Requests, revision.Failures, revision.InFlight)
            .Should()
            .Be((20, 0, 0), "none was at the one that is gone");
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("PUT", 3)]
    [InlineData("DELETE", 3)]
    [InlineData("POST", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("LINK", 1)]
    public async Task Handler_MethodThatMayDoMoreWhenSentTwice_IsSentOnce(string method, int times)
    {
        FakeReplica[] replicas =
        [
            .. await Task.WhenAll(Enumerable.Range(1, 3).Select(i => FakeReplica.StartAsync($"ner-1-{i}", Breaks))),
        ];
        await using var gateway = await TestGateway.StartAsync(Service(replicas));

        using var request = new HttpRequestMessage(new HttpMethod(method), "/services/ner/orders");
        if (method != "GET")
            request.Content = new StringContent("one");
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        replicas.Sum(replica => replica.Requests).Should().Be(times);
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Handler_PostWithoutABody_IsSentOnce()
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1", Breaks);
        await using var other = await FakeReplica.StartAsync("ner-1-2", Breaks);
        await using var gateway = await TestGateway.StartAsync(Service(one, other));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/services/ner/orders");
        using var response = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (one.Requests + other.Requests).Should().Be(1);
    }

    [Fact]
    public async Task Body_TooLargeToKeep_IsSentOnce()
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1", ReadAndBreakAsync);
        await using var other = await FakeReplica.StartAsync("ner-1-2", ReadAndBreakAsync);
        var service = Service(one, other);
        service.Traffic.Retries.MaxBodyBytes = 20_000;
        await using var gateway = await TestGateway.StartAsync(service);

        using var response = await gateway.PostAsync(Path, new string('x', 30_000));

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        (one.Requests + other.Requests).Should().Be(1);
    }

    [Fact]
    public async Task Attempts_AllUsed_FailureIsTold()
    {
        FakeReplica[] replicas =
        [
            .. await Task.WhenAll(Enumerable.Range(1, 5).Select(i => FakeReplica.StartAsync($"ner-1-{i}", Breaks))),
        ];
        await using var gateway = await TestGateway.StartAsync(Service(replicas));

        using var response = await gateway.PostAsync(Path);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Header("Retry-After").Should().Be("1");
        replicas.Sum(replica => replica.Requests).Should().Be(3, "two retries are the default");
        replicas.Should().OnlyContain(replica => replica.Requests <= 1, "none is asked twice while there are others");
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task Budget_UsedUp_NothingIsSentAgain()
    {
        await using var one = await FakeReplica.StartAsync("ner-1-1", Breaks);
        await using var other = await FakeReplica.StartAsync("ner-1-2", Breaks);
        var service = Service(one, other);
        service.Traffic.CircuitBreaker.MinimumRequests = int.MaxValue;
        await using var gateway = await TestGateway.StartAsync(service);

        for (var i = 0; i < 100; i++)
        {
            using var response = await gateway.PostAsync(Path);
        }

        // 10 in any case, and a fifth of 100.
        (one.Requests + other.Requests - 100)
            .Should()
            .Be(30);
    }

    [Fact]
    public async Task Revision_AllItsReplicasFail_OtherRevisionAnswersAndTheFailureCounts()
    {
        await using var bad = await FakeReplica.StartAsync("ner-2-1", Breaks);
        await using var good = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 0.000001, good), Tables.Revision(2, 1, bad))
        );

        using var response = await gateway.PostAsync(Path);

        response.Header("Slipway-Revision").Should().Be("1");
        var traffic = (await gateway.TrafficAsync("ner")).Revisions.ToDictionary(each => each.Revision);
        (traffic[2].Requests, traffic[2].Failures).Should().Be((1, 1));
        (traffic[1].Requests, traffic[1].Failures).Should().Be((1, 0));
    }

    [Fact]
    public async Task Grpc_Unavailable_OtherIsAsked()
    {
        await using var full = await FakeReplica.StartAsync("ner-1-1", GrpcFrames.Fail("14"));
        await using var good = await FakeReplica.StartAsync(
            "ner-1-2",
            GrpcFrames.Answer(new Slipway.Protocols.OpenInference.Grpc.Proto.ModelInferResponse())
        );
        await using var gateway = await TestGateway.StartAsync(Service(full, good));

        for (var i = 0; i < 10; i++)
        {
            using var content = new ByteArrayContent(GrpcFrames.Frame([0x0a, 3, (byte)'n', (byte)'e', (byte)'r']));
            using var response = await GrpcFrames.SendAsync(
                gateway.GrpcAddress,
                "/inference.GRPCInferenceService/ModelInfer",
                content
            );
            await response.TextAsync();
            response.Status().Should().Be("0");
        }

        full.Requests.Should().BePositive();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync(await reader.ReadToEndAsync());
    }

    private static async Task ReadAndBreakAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Abort();
    }

    private static ServiceRoute Service(params FakeReplica[] replicas) =>
        Tables.Service("ner", Tables.Revision(1, 1, replicas));
}
