using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Surfaces;

public sealed class OwnSurfacesTests
{
    [Theory]
    [InlineData("/v2", """{"name":"slipway-gateway","version":""")]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"live":true,"ready":true}""")]
    [InlineData("/v1/models", """{"models":["extract","ner","topic"]}""")]
    public async Task Get_OfTheWholeFleet_IsTheGatewaysAnswer(string path, string body)
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ApplyAsync(Fleet(replica));

        using var response = await gateway.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.TextAsync()).Should().StartWith(body);
        replica.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Index_HasModelsAndPipelinesWithTheirState()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ApplyAsync(Fleet(replica));

        using var response = await gateway.PostAsync("/v2/repository/index");

        (await response.TextAsync())
            .Should()
            .Be(
                """[{"name":"extract","state":"READY"},{"name":"ner","state":"READY"},"""
                    + """{"name":"topic","state":"UNAVAILABLE","reason":"no replica of service \u0027topic\u0027 is ready"}]"""
            );
    }

    [Fact]
    public async Task Ready_ServiceWithoutReplicas_IsNamed()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(
            Tables.Service("ner", Tables.Revision(1, 1, replica)),
            Tables.Service("topic", Tables.Revision(1, 1)),
            Tables.Service("asleep", Tables.Revision(1, 1)) with
            {
                Holds = true,
            },
            Tables.Service("off")
        );

        using var response = await gateway.GetAsync("/v2/health/ready");

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await response.TextAsync()).Should().Be("""{"error":"No replica is ready of: topic."}""");
    }

    [Theory]
    [InlineData("GET", "/v2/models/stats", 400)]
    [InlineData("POST", "/v2/repository/models/ner/load", 400)]
    [InlineData("GET", "/v2/logging", 400)]
    [InlineData("GET", "/nothing", 404)]
    public async Task Request_NotForAGateway_IsRefusedInTheProtocolsForm(string method, string path, int status)
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));

        using var response = await gateway.SendAsync(gateway.Http, new HttpMethod(method), path, "{}");

        ((int)response.StatusCode).Should().Be(status);
        (await response.TextAsync()).Should().StartWith("""{"error":""");
    }

    [Fact]
    public async Task Service_ByItsOwnName_IsReachedWithThePrefixRemoved()
    {
        var path = "";
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            context =>
            {
                path = context.Request.Path + context.Request.QueryString;
                return Task.CompletedTask;
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, replica)));

        using var response = await gateway.GetAsync("/services/ner/openapi.json?a=b");

        path.Should().Be("/openapi.json?a=b");
        response.Header("Slipway-Service").Should().Be("ner");
    }

    [Fact]
    public async Task Grpc_OfTheWholeFleet_IsTheGatewaysAnswer()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync();
        await gateway.ApplyAsync(Fleet(replica));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var ended = TestContext.Current.CancellationToken;

        (await client.ServerLiveAsync(new(), cancellationToken: ended)).Live.Should().BeTrue();
        (await client.ServerReadyAsync(new(), cancellationToken: ended)).Ready.Should().BeTrue();
        (await client.ServerMetadataAsync(new(), cancellationToken: ended)).Name.Should().Be("slipway-gateway");
        var index = await client.RepositoryIndexAsync(new() { Ready = true }, cancellationToken: ended);
        index.Models.Select(model => model.Name).Should().Equal("extract", "ner");
        (await client.ModelReadyAsync(new() { Name = "topic" }, cancellationToken: ended)).Ready.Should().BeFalse();
        replica.Requests.Should().Be(0);
    }

    [Fact]
    public async Task Health_OverGrpc_KnowsFleetAndModelsAndTellsOfChanges()
    {
        await using var replica = await FakeReplica.StartAsync("ner-1-1");
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1)));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var client = new Health.HealthClient(channel);
        var ended = TestContext.Current.CancellationToken;
        using var watch = client.Watch(new() { Service = "ner" }, cancellationToken: ended);

        (await client.CheckAsync(new(), cancellationToken: ended))
            .Status.Should()
            .Be(HealthCheckResponse.Types.ServingStatus.NotServing);
        await watch.ResponseStream.MoveNext(ended);
        watch.ResponseStream.Current.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.NotServing);
        await gateway.ApplyAsync(Tables.Of(2, Tables.Service("ner", Tables.Revision(1, 1, replica))));

        await watch.ResponseStream.MoveNext(ended);
        watch.ResponseStream.Current.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.Serving);
        var unknown = async () => await client.CheckAsync(new() { Service = "nerd" }, cancellationToken: ended);
        (await unknown.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    private static RoutingTable Fleet(FakeReplica replica) =>
        Tables.Of(2, Tables.Service("ner", Tables.Revision(1, 1, replica)), Tables.Service("topic")) with
        {
            Pipelines =
            [
                new PipelineRoute
                {
                    Name = "extract",
                    Pipeline = new() { Nodes = { ["root"] = new() { Steps = [new() { Service = "ner" }] } } },
                },
            ],
        };
}
