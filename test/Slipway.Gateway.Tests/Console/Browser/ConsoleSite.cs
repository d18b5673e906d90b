using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Routing;
using Slipway.EndToEnd.Tests.Browser;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Console.Browser;

/// <summary>
/// A gateway with a fleet behind it: <c>ner</c> in the middle of a release, <c>topic</c> that is scaled by demand and has no
/// task, <c>facts</c> that lacks a replica, and the pipeline <c>extract</c> over all of them.
/// </summary>
internal sealed class ConsoleSite : IAsyncDisposable
{
    private readonly FakeReplica[] _replicas;

    private ConsoleSite(TestGateway gateway, FakeFleet fleet, FakeReplica[] replicas) =>
        (Gateway, Fleet, _replicas) = (gateway, fleet, replicas);

    public TestGateway Gateway { get; }

    public FakeFleet Fleet { get; }

    public static async Task<ConsoleSite> StartAsync(GatewayConfig? config = null, bool alone = false)
    {
        FakeReplica[] replicas =
        [
            await FakeReplica.StartAsync("ner-3-1", Answer("ner")),
            await FakeReplica.StartAsync("ner-4-1", Answer("ner")),
            await FakeReplica.StartAsync("topic-1-1", Answer("topic")),
            await FakeReplica.StartAsync("facts-2-1", Answer("facts")),
        ];
        var fleet = new FakeFleet { Status = Status() };
        var gateway = await TestGateway.StartAsync(config ?? new GatewayConfig(), fleet: alone ? null : fleet);
        var site = new ConsoleSite(gateway, fleet, replicas);
        await gateway.ApplyAsync(site.Table());
        return site;
    }

    public Task<PageVisit> VisitAsync(ChromiumBrowser browser, string path = "") =>
        browser.VisitAsync($"{Gateway.HttpAddress}/console/{path}");

    /// <summary>Requests whose answers are counted.</summary>
    public async Task AskAsync(string model, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await Gateway.PostAsync($"/models/{model}", """{"text":"Ada"}""");
            response.IsSuccessStatusCode.Should().BeTrue(await response.TextAsync());
        }
    }

    public void Change(string service, Func<ServiceStatus, ServiceStatus> change) =>
        Fleet.Status = Fleet.Status with
        {
            Services = [.. Fleet.Status.Services.Select(each => each.Name == service ? change(each) : each)],
        };

    public async ValueTask DisposeAsync()
    {
        // As a gateway ends: circuits are told.
        Gateway.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await Gateway.DisposeAsync();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    private static FleetStatus Status()
    {
        GateReading gate = new()
        {
            Gate = "error-rate",
            Verdict = GateVerdict.Undecided,
            Text = "1 of 40 requests failed, against 0 of 120",
            Candidate = 0.025,
            Stable = 0,
            Samples = 40,
        };
        return Fleets.Of(
            Fleets.Service(
                "ner",
                Fleets.Revision("ner", 4, 0.25) with
                {
                    Label = "candidate",
                },
                Fleets.Revision("ner", 3, 0.75),
                Fleets.Revision("ner", 2, 0, 0) with
                {
                    Label = null,
                }
            ) with
            {
                Description = "Finds people, organisations and places.",
                Rollout = Fleets.Canary(gate),
            },
            Fleets.Service("topic", Fleets.Revision("topic", 1, 1)) with
            {
                Scaling = new ScalingConfig(),
            },
            Fleets.Service("facts", Fleets.Revision("facts", 2, 1)) with
            {
                State = ServiceState.Degraded,
                Replicas = 2,
                Desired = 2,
                Why = "facts-2-2: it ended (exit code 139) and is started again",
            }
        ) with
        {
            Pipelines = [Fleets.Pipeline("extract")],
        };
    }

    private RoutingTable Table() =>
        Tables.Of(
            1,
            Tables.Service(
                "ner",
                Tables.Revision(3, 0.75, "stable", _replicas[0]),
                Tables.Revision(4, 0.25, "candidate", _replicas[1])
            ),
            Tables.Service("topic", Tables.Revision(1, 1, "stable", _replicas[2])),
            Tables.Service("facts", Tables.Revision(2, 1, "stable", _replicas[3]))
        ) with
        {
            Pipelines = [new PipelineRoute { Name = "extract", Pipeline = Fleet.Status.Pipelines[0].Pipeline }],
        };

    // As a model server does: how it is asked, at its own path, and an answer that says what came.
    private static RequestDelegate Answer(string model) =>
        async context =>
        {
            context.Response.ContentType = "application/json";
            if (HttpMethods.IsPost(context.Request.Method))
            {
                using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
                var body = await reader.ReadToEndAsync(context.RequestAborted);
                await context.Response.WriteAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"model":"{{model}}","entities":["Ada"],"got":{{body}}}"""
                    ),
                    context.RequestAborted
                );
            }
            else if (context.Request.Path == $"/models/{model}" && model != "topic")
            {
                await context.Response.WriteAsync(Description, context.RequestAborted);
            }
            else if (context.Request.Path == $"/v2/models/{model}")
            {
                await context.Response.WriteAsync(Metadata, context.RequestAborted);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        };

    private const string Description = """
        {
          "summary": "Finds the entities in a text.",
          "request_schema": {
            "type": "object",
            "properties": {
              "text": {"type": "string", "description": "The text."},
              "min_score": {"type": "number"},
              "aggregation": {"type": "string", "enum": ["none", "first"]},
              "types": {"type": "array", "items": {"type": "string"}}
            },
            "required": ["text"]
          },
          "example": {"text": "Ada Lovelace was in London."}
        }
        """;

    private const string Metadata = """
        {"name": "topic", "inputs": [{"name": "ids", "datatype": "INT64", "shape": [-1, 3]}], "outputs": []}
        """;
}
