using System.Text.Json;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Services;

public sealed class ServicePlannerTests
{
    private static ModelServiceSpec Spec => new() { Image = "ner:1", Rollout = ServiceWorld.Canary() };

    [Fact]
    public void Plan_NewService_HasRevisionOneWithAllTrafficWhenItIsReady()
    {
        var world = new ServiceWorld(Spec);

        world.TickUntil(each => each.Status.Stable == 1);

        world.Tick().Status.Revisions.Single().Weight.Should().Be(1);
        world.Plan.Pods.Should().Equal(new Dictionary<int, int> { [1] = 1 });
        world.Status.Conditions.Should().OnlyContain(each => each.Status == "True");
    }

    [Fact]
    public void Plan_NothingChanged_IsTheSameStatus()
    {
        var world = Running();

        var before = Text(world);
        world.Reconcile();
        world.Reconcile();

        Text(world).Should().Be(before);
        world.Plan.News.Should().BeEmpty();
    }

    [Fact]
    public void Plan_AnotherReplicaCount_IsNoOtherRevision()
    {
        var world = Running();

        world.Change(spec =>
            spec with
            {
                Replicas = 3,
                Traffic = new TrafficConfig { MaxHeld = 5 },
            }
        );
        world.Tick(2);

        world.Status.Revisions.Should().HaveCount(1);
        world.Plan.Pods[1].Should().Be(3);
        world.Status.ObservedGeneration.Should().Be(2);
    }

    [Fact]
    public void Plan_GoodCandidate_IsPromotedStepByStep()
    {
        var world = Running();

        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Release?.Step == "1/2");
        world.Tick().Status.Revisions.Single(each => each.Number == 2).Weight.Should().BeApproximately(0.1, 1e-9);
        world.TickUntil(each => each.Status.Stable == 2);

        world.Tick().Plan.Pods.Should().Equal(new Dictionary<int, int> { [2] = 1 });
        world.Status.Previous.Should().Be(1);
        world.Status.Conditions.Single(each => each.Type == ConditionTypes.UpToDate).Reason.Should().Be("Promoted");
    }

    [Fact]
    public void Plan_CandidateThatFails_IsRolledBackWithItsReason()
    {
        var world = Running();
        world.Failing[2] = 20;

        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Release?.Phase == RolloutPhase.RolledBack);

        world.Tick().Plan.Pods.Should().Equal(new Dictionary<int, int> { [1] = 1 });
        world.Status.Stable.Should().Be(1);
        world.Status.History[0].Kind.Should().Be("rolled-back");
        world.Status.History[0].Message.Should().Contain("20 %");
        var condition = world.Status.Conditions.Single(each => each.Type == ConditionTypes.UpToDate);
        (condition.Status, condition.Reason).Should().Be(("False", "RolledBack"));
        world.Tick(60).Status.Revisions.Should().HaveCount(2, "the same specification is not tried again");
    }

    [Fact]
    public void Plan_CandidateThatGetsNoImage_IsRolledBackAndTheServiceStaysReady()
    {
        var world = Running();
        world.Causes[2] = new PodCause("InvalidImageName", "ner-r2-x does not get its image", IsFinal: true);

        world.Change(spec => spec with { Image = "ner:?" });
        world.TickUntil(each => each.Status.Release?.Phase == RolloutPhase.RolledBack);

        world.Status.Release!.Reason.Should().Contain("does not get its image");
        world.Status.Conditions.Single(each => each.Type == ConditionTypes.Ready).Status.Should().Be("True");
    }

    [Fact]
    public void Plan_GoldenRequestsAnsweredWrongly_AreARollback()
    {
        var world = Running();
        world.Golden = new GoldenResult { Asked = 3, Failure = "'first': 1 instead of 2" };

        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Release?.Phase == RolloutPhase.RolledBack);

        world.Status.Release!.Reason.Should().Contain("1 instead of 2");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Plan_LeaderChangesAgainAndAgain_TheVerdictIsTheSame(int failing)
    {
        var world = Running();
        world.Failing[2] = failing;
        world.Change(spec => spec with { Image = "ner:2" });

        for (var i = 0; i < 2000 && world.Status.Release is not { Candidate: 2, State.Ended: not null }; i++)
        {
            world.Tick();
            if (i % 17 == 16)
                world.ChangeLeader();
        }

        world.Status.Release!.Phase.Should().Be(failing == 0 ? RolloutPhase.Promoted : RolloutPhase.RolledBack);
    }

    [Fact]
    public void Plan_SupersededCandidate_IsGivenUpForTheNewest()
    {
        var world = Running();
        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick(10);

        world.Change(spec => spec with { Image = "ner:3" });
        world.TickUntil(each => each.Status.Stable == 3);

        world.Status.History.Should().Contain(each => each.Kind == "superseded" && each.Revision == 2);
    }

    [Fact]
    public void Order_Rollback_GoesBackAndTheSpecificationMakesNoOtherRevision()
    {
        var world = Running();
        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Stable == 2);

        world.Order(ReleaseVerb.Rollback);
        world.TickUntil(each => each.Status.Stable == 1);

        world.Tick(30).Status.Revisions.Should().HaveCount(2);
        world.Status.Stable.Should().Be(1);
    }

    [Fact]
    public void Order_Promote_GivesTheCandidateAllTraffic()
    {
        var world = Running();
        world.Rate = 0;
        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick(10);

        world.Order(ReleaseVerb.Promote);
        world.TickUntil(each => each.Status.Stable == 2, most: 5);
    }

    [Fact]
    public void Order_Split_HoldsUntilItIsResumed()
    {
        var world = Running();
        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Stable == 2);

        world.Order(ReleaseVerb.Split, split: new Dictionary<string, double> { ["1"] = 1, ["2"] = 3 });
        world.Tick(3).Status.Revisions.Select(each => (each.Number, each.Weight)).Should().Equal((2, 0.75), (1, 0.25));
        world.Order(ReleaseVerb.Resume);

        world.Tick(2).Status.Revisions.Select(each => (each.Number, each.Weight)).Should().Equal((2, 1), (1, 0));
        world.Plan.Pods.Keys.Should().Equal(2);
    }

    [Theory]
    [InlineData(ReleaseVerb.Promote, "no release goes on that could be told to promote")]
    [InlineData(ReleaseVerb.Rollback, "there was no other revision")]
    [InlineData(ReleaseVerb.Split, "no part is over 0")]
    public void Order_ThatCannotBe_IsToldOnce(ReleaseVerb verb, string why)
    {
        var world = Running();

        world.Order(verb);
        world.Tick(5);

        world
            .Status.History.Where(each => each.Kind == "refused")
            .Should()
            .ContainSingle()
            .Which.Message.Should()
            .Contain(why);
    }

    [Fact]
    public void Order_ThatIsNone_IsTold()
    {
        var world = Running();

        world.Service.Metadata.Annotations = new Dictionary<string, string>
        {
            [SlipwayGroup.OrderAnnotation] = "{nonsense",
        };
        world.Tick();

        world.Status.History[0].Message.Should().Contain("is no order: {nonsense");
    }

    [Fact]
    public void Scaling_WithoutRequests_SleepsAndWakesWithTheFirst()
    {
        var world = new ServiceWorld(
            Spec with
            {
                Scaling = new ScalingConfig
                {
                    Min = 0,
                    Max = 3,
                    Idle = TimeSpan.FromSeconds(30),
                },
            }
        );
        world.TickUntil(each => each.Status.Stable == 1);
        world.Rate = 0;

        world.TickUntil(each => each.Plan.Pods.GetValueOrDefault(1) == 0 && each.Status.Desired == 0);
        world.Tick().Status.Conditions.Single(each => each.Type == ConditionTypes.Ready).Reason.Should().Be("Asleep");
        world.Held = 1;
        world.Tick();

        world.Plan.Pods[1].Should().Be(1);
        world.LastNews.Should().Be("scaled");
    }

    [Fact]
    public void Scaling_IdleIsShorterThanTheStart_SleepsWhenTheFirstRevisionHasBeenReady()
    {
        var world = new ServiceWorld(
            new ModelServiceSpec
            {
                Image = "ner:1",
                Scaling = new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(1) },
            }
        )
        {
            Rate = 0,
        };
        world.Causes[1] = new PodCause("ContainerCreating", "ner-r1-x is starting", IsFinal: false);
        world.Tick(60);
        world.Plan.Pods[1].Should().Be(1);

        world.Causes.Clear();

        world.TickUntil(each => each.Status is { Stable: 1, Desired: 0 });
    }

    [Fact]
    public void Scaling_ReleaseWhileAsleep_IsStartedAndSleepsAgain()
    {
        var world = new ServiceWorld(
            new ModelServiceSpec
            {
                Image = "ner:1",
                Scaling = new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(30) },
            }
        )
        {
            Rate = 0,
        };
        world.TickUntil(each => each.Status is { Stable: 1, Desired: 0 });

        world.Change(spec => spec with { Image = "ner:2" });

        world.TickUntil(each => each.Status is { Stable: 2, Desired: 0 });
        world.Status.History.Should().Contain(each => each.Message.Contains("a release is to start"));
    }

    [Fact]
    public void Scaling_AfterALeaderChange_TakesNothingAwayAtOnce()
    {
        var world = new ServiceWorld(
            Spec with
            {
                Scaling = new ScalingConfig { Max = 4, Target = 2 },
            }
        );
        world.TickUntil(each => each.Status.Stable == 1);
        world.InFlight = 8;
        world.TickUntil(each => each.Status.Desired == 4);
        world.InFlight = 0;

        world.ChangeLeader();
        world.Tick(30);

        world.Status.Desired.Should().Be(4);
        world.TickUntil(each => each.Status.Desired == 1);
    }

    [Fact]
    public void Status_ManyReleases_IsBounded()
    {
        var world = Running();

        for (var i = 2; i < 40; i++)
        {
            world.Change(spec =>
                spec with
                {
                    Image = $"ner:{i}",
                    Rollout = new RolloutConfig { StepTime = TimeSpan.Zero },
                }
            );
            world.TickUntil(each => each.Status.Stable == i);
        }

        world.Tick().Status.Revisions.Should().HaveCount(7, "the stable one, the one before it, and five more");
        world.Status.History.Should().HaveCount(20);
    }

    private static ServiceWorld Running() => new ServiceWorld(Spec).TickUntil(each => each.Status.Stable == 1).Tick(10);

    private static string Text(ServiceWorld world) => JsonSerializer.Serialize(world.Status, ResourceJson.Options);
}
