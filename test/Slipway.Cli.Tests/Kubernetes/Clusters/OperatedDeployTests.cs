using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Cli.Tests.Kubernetes.Clusters;

/// <summary><c>slipway deploy --form resources</c>, with the operator's part written by the test.</summary>
public sealed class OperatedDeployTests
{
    private const string A = "a: { image: \"registry.example/a:1\", rollout: { strategy: canary, steps: [50] } }";

    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Deploy_WhenTheReleaseWasPromoted_IsReady()
    {
        await using var host = await StartAsync();
        await TellAsync(host, Status(RolloutPhase.Promoted, "all gates passed"));

        var result = await host.DeployAsync("--form", "resources");

        result.Code.Should().Be(ExitCodes.Ok, result.Error);
        result.Output.Should().StartWith("fleet is ready.");
        result.Error.Should().Contain("Nothing changes.").And.Contain("a: ready (1/1)");
    }

    [Theory]
    [InlineData(
        RolloutPhase.RolledBack,
        "Revision 2 of a was rolled back: 10 % of 250 requests failed. Revision 1 has the traffic."
    )]
    [InlineData(RolloutPhase.Paused, "Revision 2 of a stands still: 10 % of 250 requests failed.")]
    public async Task Deploy_WhenTheReleaseWasNotPromoted_SaysWhy(RolloutPhase phase, string verdict)
    {
        await using var host = await StartAsync();
        await TellAsync(host, Status(phase, "10 % of 250 requests failed"));

        var result = await host.DeployAsync("--form", "resources");
        var status = await host.AboutAsync("status", "--format", "json");

        result.Code.Should().Be(ExitCodes.NotPromoted, result.Error);
        result.Error.Should().Contain(verdict);
        var service = JsonNode.Parse(status.Output)!["services"]![0]!;
        ((string?)service["state"], (string?)service["rollout"]!["reason"])
            .Should()
            .Be(("ready", "10 % of 250 requests failed"));
    }

    [Fact]
    public async Task Deploy_AServiceWhosePodsCannotRun_SaysTheOperatorsCause()
    {
        await using var host = await StartAsync();
        await TellAsync(
            host,
            Status(RolloutPhase.Promoted, "promoted") with
            {
                Conditions =
                [
                    Condition(
                        ConditionTypes.Ready,
                        "False",
                        "NameTaken",
                        "There is a Service fleet/a that is not of this model service."
                    ),
                ],
            }
        );

        var result = await host.DeployAsync("--form", "resources");

        result.Code.Should().Be(ExitCodes.NotReady);
        result.Error.Should().Contain("a failed: There is a Service fleet/a");
    }

    [Fact]
    public async Task Deploy_InTheOtherForm_IsRefusedBothWays()
    {
        await using var plain = await ClusterHost.StartAsync(hasDefinitions: true);
        plain.Write("a: { image: \"registry.example/a:1\" }");
        await plain.DeployAsync("--no-wait");
        await using var operated = await StartAsync();
        var service = await operated.FindAsync<ModelService>("a");
        // As the operator makes it.
        await operated.Api.CreateAsync(
            ResourceKind.Of<V1Service>(),
            ClusterHost.Space,
            new V1Service
            {
                ApiVersion = "v1",
                Kind = V1Service.KubeKind,
                Metadata = new V1ObjectMeta
                {
                    Name = "a",
                    OwnerReferences =
                    [
                        new V1OwnerReference
                        {
                            ApiVersion = SlipwayGroup.ApiVersion,
                            Kind = ModelService.KindName,
                            Name = "a",
                            Uid = service!.Metadata.Uid,
                        },
                    ],
                },
                Spec = new V1ServiceSpec { Ports = [new V1ServicePort { Name = "http", Port = 8080 }] },
            },
            ClusterHost.Token
        );

        var toResources = await plain.DeployAsync("--form", "resources");
        var toPlain = await operated.DeployAsync();

        (toResources.Code, toPlain.Code).Should().Be((ExitCodes.RequestRefused, ExitCodes.RequestRefused));
        toResources.Error.Should().Contain("was deployed without operator").And.Contain("slipway down");
        toPlain.Error.Should().Contain("belongs to ModelService a").And.Contain("slipway down");
    }

    [Fact]
    public async Task Deploy_WithDefinitionsOfAnOlderVersion_SaysHowToBringThemUpToDate()
    {
        await using var host = await ClusterHost.StartAsync(hasDefinitions: true);
        var kind = ResourceKind.Of<V1CustomResourceDefinition>();
        var definition = await host.Api.FindAsync<JsonObject>(
            kind,
            null,
            "modelservices.serving.slipway.dev",
            ClusterHost.Token
        );
        var schema = definition!["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!;
        schema["properties"]!.AsObject().Remove("resources");
        await host.Api.ReplaceAsync(kind, null, "modelservices.serving.slipway.dev", definition, ClusterHost.Token);
        await host.Server.SettledAsync(ClusterHost.Token);
        host.Write(A);

        var result = await host.DeployAsync("--form", "resources");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("is an older one").And.Contain("slipway kubernetes install");
    }

    [Fact]
    public async Task Pause_AnOrder_IsGivenWithAnIdAndWaitedFor()
    {
        await using var host = await StartAsync();
        await TellAsync(host, Status(RolloutPhase.Stepping, "half of the traffic", isOver: false));

        var pausing = host.AboutAsync("pause", "a");
        ReleaseOrder? order = null;
        while (order is null)
        {
            var service = await host.FindAsync<ModelService>("a");
            if (service!.Metadata.Annotations?.TryGetValue(SlipwayGroup.OrderAnnotation, out var text) == true)
                order = ReleaseOrder.Read(text);
            await Task.Yield();
        }

        await TellAsync(host, Status(RolloutPhase.Paused, "by hand", isOver: false) with { HandledOrder = order.Id });
        var result = await pausing;

        order.Verb.Should().Be(ReleaseVerb.Pause);
        (result.Code, result.Output).Should().Be((ExitCodes.Ok, "The release of a stands still.\n"), result.Error);
    }

    private static async Task<ClusterHost> StartAsync()
    {
        var host = await ClusterHost.StartAsync(hasDefinitions: true);
        host.Write(A);
        (await host.DeployAsync("--form", "resources", "--no-wait")).Code.Should().Be(ExitCodes.Ok);
        return host;
    }

    private static async Task TellAsync(ClusterHost host, ModelServiceStatus status)
    {
        var service = await host.FindAsync<ModelService>("a");
        service!.Status = status with { ObservedGeneration = service.Metadata.Generation };
        await host.Api.ReplaceStatusAsync(
            ResourceKind.Of<ModelService>(),
            ClusterHost.Space,
            "a",
            service,
            ClusterHost.Token
        );
    }

    private static ModelServiceStatus Status(RolloutPhase phase, string reason, bool isOver = true)
    {
        var config = new RolloutConfig { Strategy = RolloutStrategy.Canary, Steps = [50] };
        var stable = phase == RolloutPhase.Promoted ? 2 : 1;
        return new ModelServiceStatus
        {
            Stable = stable,
            ReadyReplicas = 1,
            Conditions = [Condition(ConditionTypes.Ready, "True", "AllReady", "1 of 1 replicas are ready")],
            Revisions = [Revision(2, stable), Revision(1, stable)],
            Release = new ReleaseInfo
            {
                Candidate = 2,
                Strategy = RolloutStrategy.Canary,
                Phase = phase,
                Reason = reason,
                Config = config,
                State = RolloutPolicy.Begin(config, 1, 2, Began) with
                {
                    Phase = phase,
                    Reason = reason,
                    Ended = isOver && phase != RolloutPhase.Paused ? Began : null,
                },
            },
        };
    }

    private static RevisionInfo Revision(int number, int stable) =>
        new()
        {
            Number = number,
            Source = $"registry.example/a:{number}",
            Key = $"{number}",
            Created = Began,
            Weight = number == stable ? 1 : 0,
            Replicas = number == stable ? 1 : 0,
            Ready = number == stable ? 1 : 0,
            Template = new ModelServiceSpec { Image = $"registry.example/a:{number}" },
        };

    private static V1Condition Condition(string type, string status, string reason, string message) =>
        new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = Began.UtcDateTime,
        };
}
