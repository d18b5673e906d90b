using k8s.Models;
using Slipway.ApiServer.Workloads;
using Slipway.Kubernetes.Api;

namespace Slipway.Cli.Tests.Kubernetes.Clusters;

/// <summary><c>slipway deploy</c> into a cluster: diff, question, apply, prune, readiness or its cause.</summary>
public sealed class DeployTests
{
    private const string A = "a: { image: \"registry.example/a:1\" }";

    [Fact]
    public async Task Deploy_AFleet_ShowsWhatIsNewAppliesItAndIsReady()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);

        var result = await host.DeployAsync();

        result.Code.Should().Be(ExitCodes.Ok, result.Error);
        result
            .Error.Should()
            .Contain("+ Deployment a\n")
            .And.Contain("+ Service gateway\n")
            .And.Contain(" to add, 0 to change");
        result.Error.Should().Contain("a: ready (1/1)");
        result.Output.Should().StartWith("fleet is ready.\nGateway: http://gateway.fleet:8080 (REST)");
        result.Output.Should().Contain("kubectl --namespace fleet port-forward service/gateway 8080:8080");
        (await host.NamesAsync<V1Deployment>()).Should().Equal("a", "gateway");
    }

    [Fact]
    public async Task Deploy_ASecondTime_FindsNothingToChangeAndAsksNobody()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);
        await host.DeployAsync();
        var before = await host.FindAsync<V1Deployment>("a");

        var dry = await host.RunAsync("deploy", host.Manifest, "--dry-run");
        var again = await host.RunAsync("deploy", host.Manifest);

        (dry.Code, dry.Output).Should().Be((ExitCodes.Ok, "Nothing changes.\n"));
        again.Code.Should().Be(ExitCodes.Ok, again.Error);
        host.Questions.Should().BeEmpty();
        (await host.FindAsync<V1Deployment>("a"))!
            .Metadata.ResourceVersion.Should()
            .Be(before!.Metadata.ResourceVersion, "nothing was written");
    }

    [Fact]
    public async Task DryRun_OfAnotherImage_NamesTheFieldsAndChangesNothing()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { image: \"registry.example/a:1\", environment: { X: one, Y: kept } }");
        await host.DeployAsync();
        host.Write(
            "a: { image: \"registry.example/a:2\", environment: { Y: kept, Z: new } }, b: { image: \"registry.example/b:1\" }"
        );

        var result = await host.RunAsync("deploy", host.Manifest, "--dry-run");

        result.Code.Should().Be(ExitCodes.Differs, result.Error);
        result
            .Output.Should()
            .Contain("~ Deployment a\n")
            .And.Contain(
                "    ~ spec.template.spec.containers[server].image: registry.example/a:1 → registry.example/a:2\n"
            )
            .And.Contain("    - spec.template.spec.containers[server].env[X]: {\"name\":\"X\",\"value\":\"one\"}\n")
            .And.Contain("    + spec.template.spec.containers[server].env[Z]: {\"name\":\"Z\",\"value\":\"new\"}\n")
            .And.Contain("+ Deployment b\n")
            .And.Contain("~ ConfigMap gateway\n")
            .And.NotContain("env[Y]")
            .And.NotContain("managedFields")
            .And.NotContain("resourceVersion");
        (await host.FindAsync<V1Deployment>("a"))!
            .Spec.Template.Spec.Containers[0]
            .Image.Should()
            .Be("registry.example/a:1");
        (await host.NamesAsync<V1Deployment>()).Should().NotContain("b");
    }

    [Fact]
    public async Task Deploy_WithoutYes_AsksAndObeys()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);

        var nobody = await host.RunAsync("deploy", host.Manifest);
        host.Answers.Add("n");
        var no = await host.RunAsync("deploy", host.Manifest);
        host.Answers[0] = "y";
        var yes = await host.RunAsync("deploy", host.Manifest, "--no-wait");

        nobody.Code.Should().Be(ExitCodes.Usage);
        nobody.Error.Should().Contain("--yes").And.Contain("--dry-run");
        (no.Code, no.Output).Should().Be((ExitCodes.Ok, ""));
        no.Error.Should().EndWith("Nothing was changed.\n");
        yes.Code.Should().Be(ExitCodes.Ok, yes.Error);
        yes.Output.Should().Be("fleet is on its way; 'slipway status --target kubernetes' shows it.\n");
        host.Questions.Should().HaveCount(3).And.AllSatisfy(each => each.Should().Contain("the namespace fleet"));
        (await host.NamesAsync<V1Deployment>()).Should().Contain("a");
    }

    [Fact]
    public async Task Deploy_AManifestWithProblems_TellsAllWithLineAndColumnAndAsksNoCluster()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write("a: { imag: x, replicas: -1 }");

        var result = await host.DeployAsync("--context", "another-that-is-not-there");

        result.Code.Should().Be(ExitCodes.Usage);
        result
            .Error.Should()
            .MatchRegex(@"slipway\.yaml:4:\d+: .*imag")
            .And.Contain("replicas")
            .And.NotContain("context");
    }

    [Fact]
    public async Task Deploy_WithoutItsNamespace_SaysSoOrMakesIt()
    {
        await using var host = await ClusterHost.StartAsync(hasNamespace: false);
        host.Write(A);

        var refused = await host.DeployAsync();
        var made = await host.DeployAsync("--create-namespace");

        refused.Code.Should().Be(ExitCodes.RequestRefused);
        refused.Error.Should().Contain("namespace fleet is not there").And.Contain("--create-namespace");
        made.Code.Should().Be(ExitCodes.Ok, made.Error);
        made.Error.Should().Contain("+ Namespace fleet\n");
    }

    [Fact]
    public async Task Deploy_AFieldOfAnotherManager_IsToldAndTakenWhereForced()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);
        await host.DeployAsync();
        await host.PatchAsync<V1Deployment>("a", new { spec = new { replicas = 4 } }, "kubectl-edit");

        var refused = await host.DeployAsync();
        var replicas = (await host.FindAsync<V1Deployment>("a"))!.Spec.Replicas;
        var forced = await host.DeployAsync("--force-conflicts");

        refused.Code.Should().Be(ExitCodes.RequestRefused);
        refused
            .Error.Should()
            .Contain("    ~ spec.replicas: 4 → 1\n")
            .And.Contain("    ! spec.replicas is kubectl-edit's\n")
            .And.Contain("--force-conflicts");
        replicas.Should().Be(4, "nothing was changed");
        forced.Code.Should().Be(ExitCodes.Ok, forced.Error);
        (await host.FindAsync<V1Deployment>("a"))!.Spec.Replicas.Should().Be(1);
    }

    [Fact]
    public async Task Deploy_WithoutAServiceOfBefore_DeletesWhatWasAppliedForItAndNothingElse()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write($"{A}, b: {{ image: \"registry.example/b:1\" }}");
        await host.DeployAsync();
        // With our labels, and of somebody else; and of ours, with another fleet's label.
        await host.Api.CreateAsync(
            ResourceKind.Of<V1ConfigMap>(),
            ClusterHost.Space,
            Labelled("foreign", "fleet"),
            ClusterHost.Token
        );
        await host.Api.ApplyAsync(
            ResourceKind.Of<V1ConfigMap>(),
            ClusterHost.Space,
            "other",
            Labelled("other", "other"),
            new ApplyOptions("slipway"),
            ClusterHost.Token
        );
        host.Write(A);

        var result = await host.DeployAsync();
        await host.Server.SettledAsync(ClusterHost.Token);

        result.Code.Should().Be(ExitCodes.Ok, result.Error);
        result
            .Error.Should()
            .Contain("- Deployment b\n")
            .And.Contain("- Service b-endpoints\n")
            .And.NotContain("foreign");
        (await host.NamesAsync<V1Deployment>()).Should().Equal("a", "gateway");
        (await host.NamesAsync<V1ServiceAccount>()).Should().NotContain("b");
        (await host.NamesAsync<V1ConfigMap>()).Should().Contain(["foreign", "other", "gateway"]);
    }

    [Fact]
    public async Task Deploy_IntoTheNamespaceOfAnotherFleet_IsRefused()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);
        await host.DeployAsync();
        await File.WriteAllTextAsync(
            host.Manifest,
            (await File.ReadAllTextAsync(host.Manifest, ClusterHost.Token)).Replace("name: fleet", "name: another"),
            ClusterHost.Token
        );

        var result = await host.DeployAsync("--namespace", "fleet");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("belongs to the fleet fleet").And.Contain("--namespace");
    }

    [Theory]
    [InlineData("pull", "does not get its image registry.example/a:1", "no such manifest")]
    [InlineData("crash", "ended with exit code 3", "model file is missing")]
    [InlineData("memory", "was killed for want of memory", "Set resources.limits.memory to 128Mi")]
    public async Task Deploy_PodsThatCannotRun_EndsWithTheirCause(string fate, string cause, string detail)
    {
        await using var host = await ClusterHost.StartAsync();
        host.Server.Workloads.ForImage(
            "registry.example/a:1",
            fate switch
            {
                "pull" => PodBehaviour.ImagePullFails("no such manifest"),
                "crash" => PodBehaviour.Crashes(3, "model file is missing"),
                _ => PodBehaviour.OutOfMemory(),
            }
        );
        host.Write("a: { image: \"registry.example/a:1\", resources: { memory: 64MiB } }");

        var result = await host.DeployAsync();

        result.Code.Should().Be(ExitCodes.NotReady, result.Error);
        result.Error.Should().Contain("a failed: a-").And.Contain(cause).And.Contain(detail);
        if (fate == "crash")
            result.Error.Should().MatchRegex(@"  a-\S+ \| model file is missing\n", "the log's last line is shown");
        result.Error.Should().Contain("a did not become ready");
    }

    [Fact]
    public async Task Deploy_ARevisionThatCannotRun_LeavesTheOneBeforeAndSaysHowToGoBack()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);
        await host.DeployAsync();
        host.Server.Workloads.ForImage("registry.example/a:2", PodBehaviour.Crashes(3, "model file is missing"));
        host.Write("a: { image: \"registry.example/a:2\" }");

        var failed = await host.DeployAsync();
        var status = await host.AboutAsync("status");
        var back = await host.AboutAsync("rollback", "a");

        failed.Code.Should().Be(ExitCodes.NotReady);
        failed
            .Error.Should()
            .Contain("a failed: a-")
            .And.Contain("model file is missing")
            .And.Contain("slipway rollback");
        status.Code.Should().Be(ExitCodes.Ok, status.Error);
        status.Output.Should().Contain("degraded").And.Contain("revision 2 after 1").And.Contain("paused");
        back.Code.Should().Be(ExitCodes.Ok, back.Error);
        back.Output.Should().Contain("Revision 3 of a has the traffic.");
    }

    [Theory]
    [InlineData("unschedulable", "finds no node: 0/1 nodes are available: 1 Insufficient memory. ", "Ask for less")]
    [InlineData("probe", "Readiness probe failed", "/v2/health/ready")]
    public async Task Deploy_PodsThatWaitForSomething_EndsAfterTheTimeoutOrTheDeadlineWithTheReason(
        string fate,
        string cause,
        string detail
    )
    {
        await using var host = await ClusterHost.StartAsync();
        host.Server.Workloads.ForImage(
            "registry.example/a:1",
            fate == "probe" ? PodBehaviour.NeverReady() : PodBehaviour.Unschedulable()
        );
        host.Write(A);

        host.TimePasses = false;
        var late = await host.DeployAsync("--timeout", "3");
        host.TimePasses = true;
        var over = await host.DeployAsync();

        (late.Code, over.Code).Should().Be((ExitCodes.NotReady, ExitCodes.NotReady));
        late.Error.Should().Contain("fleet is not ready after 3 s").And.Contain(cause).And.Contain(detail);
        over.Error.Should().Contain("a did not become ready", "the Deployment's own deadline has passed");
        over.Error.Should().Contain(cause).And.Contain(detail);
    }

    [Fact]
    public async Task Deploy_CustomResourcesWithoutDefinitions_SaysWhatIsMissing()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);

        var result = await host.DeployAsync("--form", "resources");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("slipway kubernetes install").And.Contain("--form plain");
    }

    [Fact]
    public async Task Deploy_CustomResourcesThatNoOperatorTakes_SaysThatNoneDoes()
    {
        await using var host = await ClusterHost.StartAsync(hasDefinitions: true);
        host.Write(A);

        var result = await host.DeployAsync("--form", "resources", "--timeout", "1");

        result.Code.Should().Be(ExitCodes.NotReady);
        result.Error.Should().Contain("+ ModelService a\n").And.Contain("no operator has looked at it yet");
    }

    [Fact]
    public async Task Deploy_ToNoClusterOrNone_SaysWhatAndWhere()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);

        var none = await host.DeployAsync("--kubeconfig", "/nowhere/config");
        var context = await host.DeployAsync("--context", "production");
        // A port that nobody listens on: it was free a moment ago, and 1 is never given out.
        var away = await host.DeployAsync("--kubeconfig", host.WriteConfig("away", new Uri("http://127.0.0.1:1")));

        (none.Code, context.Code, away.Code)
            .Should()
            .Be((ExitCodes.Usage, ExitCodes.Usage, ExitCodes.ServerUnreachable));
        none.Error.Should().Contain("/nowhere/config").And.Contain("--kubeconfig");
        context.Error.Should().Contain("production");
        away.Error.Should().Contain("does not answer").And.Contain("127.0.0.1");
    }

    [Fact]
    public async Task Deploy_WithSeveralKubeconfigs_TakesTheOneThatHasTheContext()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);
        var nowhere = host.WriteConfig("nowhere", new Uri("http://127.0.0.1:1"), "nowhere");
        var there = host.WriteConfig("there", host.Server.Address, "there");
        var list = string.Join(Path.PathSeparator, "/no/such/config", nowhere, there);

        var named = await host.DeployAsync("--no-wait", "--kubeconfig", list, "--context", "there");
        var first = await host.DeployAsync("--no-wait", "--kubeconfig", list);

        named.Code.Should().Be(ExitCodes.Ok, named.Error);
        first.Code.Should().Be(ExitCodes.ServerUnreachable, "the first that is there is the current one");
    }

    [Fact]
    public async Task Deploy_AFleetOfThisMachine_SaysWhatToUse()
    {
        await using var host = await ClusterHost.StartAsync();
        host.Write(A);

        var result = await host.DeployAsync("--target", "container");
        var missing = await host.RunAsync("deploy", "no-such-thing");

        (result.Code, missing.Code).Should().Be((ExitCodes.Usage, ExitCodes.Usage));
        result.Error.Should().Contain("slipway up").And.Contain("--target kubernetes");
        missing.Error.Should().Contain("no-such-thing").And.Contain("slipway deploy SERVICE MODEL");
    }

    private static V1ConfigMap Labelled(string name, string fleet) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1ConfigMap.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string>
                {
                    ["app.kubernetes.io/instance"] = fleet,
                    ["app.kubernetes.io/managed-by"] = "slipway",
                },
            },
        };
}
