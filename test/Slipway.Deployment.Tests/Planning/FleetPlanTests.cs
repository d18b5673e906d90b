using CsCheck;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Planning;

namespace Slipway.Deployment.Tests.Planning;

public sealed class FleetPlanTests
{
    [Fact]
    public void Compare_WithNothing_AddsEverything()
    {
        var plan = FleetPlan.Compare(null, new FleetForm(Fleet()));

        plan.IsEmpty.Should().BeFalse();
        plan.Changes.Select(change => $"{change.Kind} {change.Subject} {change.Name}: {change.Summary}")
            .Should()
            .Equal(
                "Add Service ner: 1 replica of the model /m/ner",
                "Add Service facts: 1 to 4 replicas of the project /p/facts",
                "Add Pipeline extract: 1 step",
                "Add Gateway news: at 127.0.0.1, REST on 8080, gRPC on 8081"
            );
    }

    [Fact]
    public void Compare_TheSame_IsEmptyAndSaysSoOfEachPart()
    {
        var plan = FleetPlan.Compare(new FleetForm(Fleet()), new FleetForm(Fleet()));

        plan.IsEmpty.Should().BeTrue();
        plan.Changes.Select(change => change.Name).Should().Equal("ner", "facts", "extract", "news");
    }

    [Fact]
    public void Compare_DefaultsThatAreWrittenOut_ChangeNothing()
    {
        var wanted = Fleet();
        var ner = wanted.Services["ner"];
        (ner.Replicas, ner.Environment, ner.StartsAfter) = (1, [], []);
        (ner.Traffic, ner.Rollout, ner.Health, ner.Server) = (new(), new(), new(), new());

        FleetPlan.Compare(new FleetForm(Fleet()), new FleetForm(wanted)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Compare_Changes_SayWhatFromWhatToAndHow()
    {
        var wanted = Fleet();
        wanted.Services["ner"].Replicas = 3;
        wanted.Services["ner"].Rollout = new RolloutConfig { Strategy = RolloutStrategy.Canary, Steps = [10, 50] };
        wanted.Services["ner"].Rollout!.Gates.ErrorRate = null;
        wanted.Services["facts"].Environment = new() { ["KEY"] = "secret" };
        wanted.Services["facts"].Rollout = new RolloutConfig { Strategy = RolloutStrategy.Canary };
        wanted.Services["topic"] = new ServiceConfig { Model = "/m/topic", Replicas = 2 };
        wanted.Services.Remove("gone");
        wanted.Pipelines["extract"].Timeout = TimeSpan.FromSeconds(5);
        wanted.Gateway.Port = 9000;
        var current = Fleet();
        current.Services["gone"] = new ServiceConfig { Model = "/m/gone" };

        var changes = FleetPlan.Compare(new FleetForm(current), new FleetForm(wanted)).Changes;

        changes
            .Select(change =>
                $"{change.Kind} {change.Name}{(change.NewRevision ? " (new revision)" : "")}: {change.Summary}: "
                + string.Join("; ", change.Details)
            )
            .Should()
            .Equal(
                "Change ner: in place: replicas: 1 → 3; rollout.strategy: all-at-once → canary; "
                    + "rollout.steps: [5, 25, 50] → [10, 50]; rollout.gates.error_rate: {tolerance: 0.01} → none",
                "Change facts (new revision): a new revision takes over, canary: 5 %, 25 %, 50 %, then all traffic: "
                    + "environment.KEY changes; rollout.strategy: all-at-once → canary",
                "Add topic (new revision): 2 replicas of the model /m/topic: ",
                "Remove gone: its replicas finish their requests and end: ",
                "Change extract: in place: timeout: 1m → 5s",
                "Change news: the gateway is started anew: port: 8080 → 9000"
            );
    }

    [Fact]
    public void Compare_ContentThatChangedInItsPlace_MakesARevision()
    {
        var (old, fresh) = (new FleetForm(Fleet()) { Digests = Digest("sha256:0123456789abcdef") }, Digest("sha256:1"));

        var change = FleetPlan.Compare(old, new FleetForm(Fleet()) { Digests = fresh }).Changes[0];

        (change.NewRevision, change.Details.Single().ToString())
            .Should()
            .Be((true, "content: sha256:0123456789ab → sha256:1"));
        FleetPlan.Compare(old, new FleetForm(Fleet())).IsEmpty.Should().BeTrue("what is not known says nothing");

        static Dictionary<string, string> Digest(string digest) => new() { ["ner"] = digest };
    }

    [Fact]
    public void Compare_AnotherTarget_IsTheFleets()
    {
        var wanted = Fleet();
        wanted.Target = FleetTarget.Container;

        FleetPlan
            .Compare(new FleetForm(Fleet()), new FleetForm(wanted))
            .Changes[0]
            .Details.Single()
            .ToString()
            .Should()
            .Be("target: process → container");
    }

    [Fact]
    public void Compare_AndKey_AgreeOnWhatMakesARevision() =>
        Gen.Select(Services, Services)
            .Sample(
                (from, to) =>
                {
                    var (old, wanted) = (Fleet(), Fleet());
                    (old.Services["ner"], wanted.Services["ner"]) = (from, to);
                    var change = FleetPlan.Compare(new FleetForm(old), new FleetForm(wanted)).Changes[0];
                    return change.NewRevision == (RevisionKey.Of(from) != RevisionKey.Of(to));
                },
                iter: 2_000
            );

    [Fact]
    public void Of_AService_IsTheSameInAnyOrderAndWithoutWhatAppliesInPlace()
    {
        var service = new ServiceConfig
        {
            Model = "m",
            Environment = new() { ["B"] = "2", ["A"] = "1" },
        };
        var other = service with
        {
            Environment = new() { ["A"] = "1", ["B"] = "2" },
            Replicas = 7,
            Arguments = [],
            Server = new ServerConfig(),
            Health = new HealthConfig(),
        };

        RevisionKey.Of(other).Should().Be(RevisionKey.Of(service));
        RevisionKey.Of(service).Should().Be("""{"kind":"model","source":"m","environment":{"A":"1","B":"2"}}""");
        RevisionKey.Of(service with { Models = ["x"] }).Should().NotBe(RevisionKey.Of(service));
    }

    [Fact]
    public void Compare_TheSameContentInAnotherPlace_MakesNoRevision()
    {
        var wanted = Fleet();
        wanted.Services["ner"].Model = "/elsewhere/ner";
        var digests = new Dictionary<string, string> { ["ner"] = "sha256:1" };

        var change = FleetPlan
            .Compare(new FleetForm(Fleet()) { Digests = digests }, new FleetForm(wanted) { Digests = digests })
            .Changes[0];

        (change.Kind, change.NewRevision).Should().Be((ChangeKind.Change, false));
    }

    private static Gen<ServiceConfig> Services =>
        Gen.Select(
            Gen.Int[0, 1],
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            (model, environment, server, resources, inPlace) =>
                new ServiceConfig
                {
                    Model = model == 0 ? "/a" : "/b",
                    Environment = environment switch
                    {
                        0 => null,
                        1 => [],
                        _ => new() { ["A"] = "1" },
                    },
                    Server = server switch
                    {
                        0 => null,
                        1 => new ServerConfig(),
                        _ => new ServerConfig { Mcp = true },
                    },
                    Resources = resources switch
                    {
                        0 => null,
                        1 => new ResourcesConfig(),
                        _ => new ResourcesConfig { Cpu = 1 },
                    },
                    Replicas = inPlace == 0 ? null : inPlace,
                    Description = inPlace == 2 ? "x" : null,
                }
        );

    private static FleetManifest Fleet() =>
        new()
        {
            Name = "news",
            Services =
            {
                ["ner"] = new ServiceConfig { Model = "/m/ner" },
                ["facts"] = new ServiceConfig { Project = "/p/facts", Scaling = new ScalingConfig() },
            },
            Pipelines =
            {
                ["extract"] = new PipelineConfig
                {
                    Nodes = { ["root"] = new NodeConfig { Steps = [new StepConfig { Service = "ner" }] } },
                },
            },
        };
}
