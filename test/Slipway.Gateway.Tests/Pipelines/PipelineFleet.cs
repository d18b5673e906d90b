using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Pipelines;

/// <summary>A gateway with pipelines before replicas that answer as a test says, all on real sockets.</summary>
internal sealed class PipelineFleet : IAsyncDisposable
{
    public const string Newsroom = """
        {"description":"Reads a text.","timeout":"30s",
         "input":{"type":"object","properties":{"text":{"type":"string"},"n":{"type":"integer"}},"required":["text"]},
         "example":{"text":"Tim Cook spoke."},
         "nodes":{
           "root":{"steps":[
             {"node":"read"},
             {"service":"facts","input":{"text":"$request.text","entities":"$steps.ner.entities"}}]},
           "read":{"type":"ensemble","steps":[
             {"service":"ner","input":{"text":"$request.text"}},
             {"service":"topic","input":{"text":"$request.text"},"on_failure":"continue"}]}},
         "output":{"text":"$request.text","topic":"$steps.topic.label","entities":"$steps.ner.entities",
                   "relations":"$steps.facts.relations"}}
        """;

    private readonly Dictionary<string, FakeReplica> _replicas = [];

    public required TestGateway Gateway { get; init; }

    public FakeReplica this[string service] => _replicas[service];

    /// <summary>Services that echo what they are asked with, and pipelines.</summary>
    public static async Task<PipelineFleet> StartAsync(string[] services, params (string Name, string Json)[] pipelines)
    {
        var fleet = new PipelineFleet { Gateway = await TestGateway.StartAsync(new GatewayConfig()) };
        foreach (var service in services)
        {
            fleet._replicas.Add(service, await FakeReplica.StartAsync($"{service}-1-1", EchoAsync));
        }

        await fleet.Gateway.ApplyAsync(
            new RoutingTable
            {
                Generation = 1,
                Services =
                [
                    .. fleet._replicas.Select(replica =>
                        Tables.Service(replica.Key, Tables.Revision(1, 1, replica.Value))
                    ),
                ],
                Pipelines = [.. pipelines.Select(pipeline => Route(pipeline.Name, pipeline.Json))],
            }
        );
        return fleet;
    }

    /// <summary>The newsroom, whose services answer alike to every text.</summary>
    public static async Task<PipelineFleet> NewsroomAsync()
    {
        var fleet = await StartAsync(["ner", "topic", "facts"], ("extract", Newsroom));
        fleet["ner"].Answer = Json("""{"entities":[{"type":"PER","text":"Tim Cook"}]}""");
        fleet["topic"].Answer = Json("""{"label":"filing"}""");
        fleet["facts"].Answer = Json("""{"fields":[],"relations":["works_for"]}""");
        return fleet;
    }

    public static PipelineRoute Route(string name, string json) =>
        new() { Name = name, Pipeline = JsonSerializer.Deserialize(json, DeploymentJson.Default.PipelineConfig)! };

    public static RequestDelegate Json(string json, int status = 200) =>
        async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json, context.RequestAborted);
        };

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var replica in _replicas.Values)
        {
            await replica.DisposeAsync();
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
