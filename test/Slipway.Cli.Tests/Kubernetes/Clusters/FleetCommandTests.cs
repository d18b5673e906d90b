using System.Text.Json.Nodes;
using k8s.Models;

namespace Slipway.Cli.Tests.Kubernetes.Clusters;

/// <summary>The commands over fleets, with a fleet of the plain form in a cluster.</summary>
public sealed class FleetCommandTests
{
    [Fact]
    public async Task Status_OfAFleet_HasItsServicesAndItsGateway()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(
            "a: { image: \"registry.example/a:1\", replicas: 2 }, b: { image: \"registry.example/b:1\", replicas: 0 }"
        );
        await host.DeployAsync();

        var text = await host.AboutAsync("status");
        var json = await host.AboutAsync("status", "--format", "json");

        text.Code.Should().Be(ExitCodes.Ok, text.Error);
        text.Output.Should().Contain("fleet of the namespace fleet").And.Contain("2/2").And.Contain("off");
        text.Output.Should().Contain("Gateway: http://gateway.fleet:8080 (REST), http://gateway.fleet:8081 (gRPC)");
        var status = JsonNode.Parse(json.Output)!;
        ((string?)status["target"], (string?)status["gateway"]!["state"]).Should().Be(("kubernetes", "ready"));
        var a = status["services"]![0]!;
        ((string?)a["name"], (string?)a["state"], (int)a["ready"]!).Should().Be(("a", "ready", 2));
        var revision = a["revisions"]![0]!;
        ((string?)revision["label"], (string?)revision["source"]).Should().Be(("stable", "registry.example/a:1"));
        revision["replicas"]!
            .AsArray()
            .Should()
            .HaveCount(2)
            .And.AllSatisfy(each => ((string?)each!["state"]).Should().Be("ready"));
    }

    [Fact]
    public async Task Status_ByItsName_NeedsNoManifest()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();

        var found = await host.RunAsync("status", "fleet", "--target", "kubernetes");
        var missing = await host.RunAsync("status", "fleet", "--target", "kubernetes", "--namespace", "other");

        found.Code.Should().Be(ExitCodes.Ok, found.Error);
        missing.Code.Should().Be(ExitCodes.ServerUnreachable);
        missing.Error.Should().Contain("No fleet fleet is in the namespace other").And.Contain("slipway deploy");
    }

    [Fact]
    public async Task Scale_AService_HasSoManyUntilTheManifestIsDeployedAgain()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();

        var scaled = await host.AboutAsync("scale", "a", "3");
        var replicas = (await host.FindAsync<V1Deployment>("a"))!.Spec.Replicas;
        var again = await host.DeployAsync();

        (scaled.Code, scaled.Output).Should().Be((ExitCodes.Ok, "a has 3 replicas.\n"), scaled.Error);
        replicas.Should().Be(3);
        again.Code.Should().Be(ExitCodes.Ok, again.Error);
        again.Error.Should().Contain("    ~ spec.replicas: 3 → 1\n", "no conflict with what the tool has set itself");
        (await host.FindAsync<V1Deployment>("a"))!.Spec.Replicas.Should().Be(1);
    }

    [Fact]
    public async Task Scale_AServiceThatAnAutoscalerHas_IsRefused()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\", scaling: { min: 1, max: 3 } }");
        await host.DeployAsync("--no-wait");

        var result = await host.AboutAsync("scale", "a", "3");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("HorizontalPodAutoscaler a").And.Contain("scaling.min");
    }

    [Fact]
    public async Task Rollback_ToARevision_BringsItsPodsBackAndIsInTheHistory()
    {
        await using var host = await ClusterHost.StartAsync();
        foreach (var tag in (string[])["1", "2", "3"])
        {
            host.Write($"a: {{ image: \"registry.example/a:{tag}\", environment: {{ TAG: \"{tag}\" }} }}");
            (await host.DeployAsync()).Code.Should().Be(ExitCodes.Ok);
        }

        var before = await host.AboutAsync("history", "a");
        var back = await host.AboutAsync("rollback", "a");
        var image = (await host.FindAsync<V1Deployment>("a"))!.Spec.Template.Spec.Containers[0];
        var first = await host.AboutAsync("rollback", "a", "--to", "1");
        var none = await host.AboutAsync("rollback", "a", "--to", "9");
        var history = await host.AboutAsync("history", "a", "--format", "json");
        var again = await host.DeployAsync();

        before
            .Output.Should()
            .Contain("revision 3 is registry.example/a:3")
            .And.Contain("revision 1 is registry.example/a:1, kept");
        (back.Code, back.Output).Should().Be((ExitCodes.Ok, "Revision 4 of a has the traffic.\n"), back.Error);
        (image.Image, image.Env.Single(each => each.Name == "TAG").Value).Should().Be(("registry.example/a:2", "2"));
        first.Code.Should().Be(ExitCodes.Ok, first.Error);
        none.Code.Should().Be(ExitCodes.RequestRefused);
        none.Error.Should().Contain("no revision 9; there are 5, 4, 3");
        JsonNode
            .Parse(history.Output)!
            .AsArray()
            .Select(each => (int)each!["revision"]!)
            .Should()
            .BeEquivalentTo([3, 4, 5]);
        again.Code.Should().Be(ExitCodes.Ok, again.Error);
        again.Error.Should().Contain("image: registry.example/a:1 → registry.example/a:3");
        var deployment = await host.FindAsync<V1Deployment>("a");
        deployment!.Spec.Replicas.Should().Be(1);
        deployment.Metadata.Labels.Should().ContainKey("app.kubernetes.io/instance", "the rest stayed the manifest's");
    }

    [Fact]
    public async Task Rollback_OfWhatWasDeployedOnce_IsRefused()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();

        var result = await host.AboutAsync("rollback", "a");
        var unknown = await host.AboutAsync("rollback", "x");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("no revision to go back to");
        unknown.Error.Should().Contain("No service 'x' in fleet; there are a.");
    }

    [Fact]
    public async Task Restart_AService_MakesItsPodsAnewAndTheNextDeployDoesNot()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\", replicas: 2 }");
        await host.DeployAsync();
        var before = await PodsAsync(host, "a");

        var result = await host.AboutAsync("restart", "a");
        await host.Server.SettledAsync(ClusterHost.Token);
        var after = await PodsAsync(host, "a");
        var again = await host.RunAsync("deploy", host.Manifest, "--dry-run");

        (result.Code, result.Output).Should().Be((ExitCodes.Ok, "a was restarted.\n"), result.Error);
        after.Should().HaveCount(2).And.NotIntersectWith(before);
        (again.Code, again.Output).Should().Be((ExitCodes.Ok, "Nothing changes.\n"));
    }

    [Fact]
    public async Task Logs_OfSeveralPods_HaveThePodBeforeEachLine()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\", replicas: 2 }, b: { image: \"registry.example/b:1\" }");
        await host.DeployAsync();
        var pods = await PodsAsync(host, "a");
        foreach (var name in pods)
        {
            var pod = await host.FindAsync<V1Pod>(name);
            host.Server.Logs.Append(pod!.Metadata.Uid, "server", "first");
            host.Server.Logs.Append(pod.Metadata.Uid, "server", $"second of {name}");
            host.Server.Logs.Append(pod.Metadata.Uid, "server", "before", previous: true);
        }

        var all = await host.AboutAsync("logs", "a");
        var last = await host.AboutAsync("logs", "a", "--tail", "1");
        var previous = await host.AboutAsync("logs", "a", "b", "--previous");
        var unknown = await host.AboutAsync("logs", "x");

        all.Output.Split('\n')[..^1].Should().HaveCount(4).And.Contain($"{pods[0]} | first");
        last.Output.Split('\n')[..^1].Should().BeEquivalentTo(pods.Select(pod => $"{pod} | second of {pod}"));
        previous.Output.Split('\n')[..^1].Should().BeEquivalentTo(pods.Select(pod => $"{pod} | before"));
        unknown.Code.Should().Be(ExitCodes.RequestRefused);
        unknown.Error.Should().Contain("there are a, b, gateway");
    }

    [Fact]
    public async Task Logs_WithTimes_HaveTheNodesTimes()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();
        var pod = await host.FindAsync<V1Pod>((await PodsAsync(host, "a"))[0]);
        var at = host.Server.Now;
        host.Server.Logs.Append(pod!.Metadata.Uid, "server", "a line");

        var result = await host.AboutAsync("logs", "a", "--timestamps");

        result
            .Output.Should()
            .StartWith(at.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
        result.Output.Should().EndWith(" | a line\n");
    }

    [Theory]
    [InlineData("promote")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("split")]
    public async Task ReleasesInSteps_WithoutOperator_AreRefusedWithTheRemedy(string command)
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();

        var result = await host.AboutAsync(command, command == "split" ? ["a", "1=100"] : ["a"]);

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("without operator").And.Contain("--form resources");
    }

    [Fact]
    public async Task Down_AFleet_DeletesWhatWasAppliedAndLeavesTheRest()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();
        var stored = new V1ConfigMap
        {
            ApiVersion = "v1",
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta { Name = "mine" },
        };
        await host.Api.CreateAsync(
            Slipway.Kubernetes.Api.ResourceKind.Of<V1ConfigMap>(),
            ClusterHost.Space,
            stored,
            ClusterHost.Token
        );

        var down = await host.AboutAsync("down");
        await host.Server.SettledAsync(ClusterHost.Token);
        var again = await host.AboutAsync("down");

        (down.Code, down.Output).Should().Be((ExitCodes.Ok, "fleet is down.\n"), down.Error);
        (await host.NamesAsync<V1Deployment>()).Should().BeEmpty();
        (await host.NamesAsync<V1Service>()).Should().BeEmpty();
        (await host.NamesAsync<V1RoleBinding>()).Should().BeEmpty();
        (await host.NamesAsync<V1ConfigMap>()).Should().Equal("kube-root-ca.crt", "mine");
        again.Code.Should().Be(ExitCodes.Ok, "what is not there need not go");
    }

    [Fact]
    public async Task Deploy_OfOneService_SaysThatTheManifestHasTheModel()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\" }");
        await host.DeployAsync();

        var result = await host.AboutAsync("deploy", "a", "registry.example/a:2");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("--image a=REFERENCE");
    }

    private static async Task<IReadOnlyList<string>> PodsAsync(ClusterHost host, string service) =>
        [.. (await host.NamesAsync<V1Pod>()).Where(name => name.StartsWith($"{service}-", StringComparison.Ordinal))];
}
