using k8s.Models;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Services;

namespace Slipway.Operator.Tests.Services;

/// <summary>
/// A service in a world that does as the plan says: its pods are there a second later, and requests go to revisions by their weights.
/// </summary>
internal sealed class ServiceWorld
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<int, RevisionView> _views = [];
    private readonly Dictionary<int, RevisionTraffic> _traffic = [];
    private AutoscalerView? _autoscaler;
    private TrafficLedger _ledger = new(Began);
    private double _concurrency;

    public ServiceWorld(ModelServiceSpec spec) =>
        Service = new ModelService
        {
            Metadata = new V1ObjectMeta
            {
                Name = "ner",
                NamespaceProperty = "news",
                Uid = "1",
                Generation = 1,
            },
            Spec = spec,
        };

    public ModelService Service { get; private set; }

    public ModelServiceStatus Status => Service.Status!;

    public ServiceMemory Memory { get; set; } = new();

    public DateTimeOffset Now { get; private set; } = Began;

    public ServicePlan Plan { get; private set; } = null!;

    /// <summary>Requests in a second, over all revisions.</summary>
    public int Rate { get; set; } = 50;

    /// <summary>Requests in flight, on average.</summary>
    public double InFlight { get; set; }

    /// <summary>Requests that wait for a pod.</summary>
    public int Held { get; set; }

    /// <summary>How many of a hundred requests of a revision fail.</summary>
    public Dictionary<int, int> Failing { get; } = [];

    /// <summary>What the metric asks for, where there is an autoscaler; null: it changes nothing.</summary>
    public int? Demand { get; set; }

    /// <summary>Nodes, and those that have pulled images, where there is a DaemonSet for that; null: nobody has said.</summary>
    public (int Nodes, int Pulled)? Nodes { get; set; }

    /// <summary>Why the autoscaler cannot reckon.</summary>
    public (string Reason, string Message)? AutoscalerTrouble { get; set; }

    /// <summary>Pods of a revision that there are.</summary>
    public int Pods(int revision) => _views.GetValueOrDefault(revision)?.Pods ?? 0;

    /// <summary>Why pods of a revision do not get ready.</summary>
    public Dictionary<int, PodCause> Causes { get; } = [];

    /// <summary>The golden requests, where they are asked.</summary>
    public GoldenResult Golden { get; set; } = new() { Asked = 0 };

    public string LastNews => Status.History[0].Kind;

    public void Change(Func<ModelServiceSpec, ModelServiceSpec> change)
    {
        Service.Spec = change(Service.Spec);
        Service.Metadata.Generation++;
    }

    public void Order(ReleaseVerb verb, int? revision = null, Dictionary<string, double>? split = null) =>
        Service.Metadata.Annotations = new Dictionary<string, string>
        {
            [SlipwayGroup.OrderAnnotation] = new ReleaseOrder
            {
                Id = Guid.NewGuid().ToString(),
                Verb = verb,
                Revision = revision,
                Split = split,
            }.Write(),
        };

    /// <summary>Another operator takes over: it knows what the status says.</summary>
    public void ChangeLeader() => (Memory, _ledger) = (new ServiceMemory(), new TrafficLedger(Now));

    /// <summary>One second.</summary>
    public ServiceWorld Tick(int seconds = 1)
    {
        for (var i = 0; i < seconds; i++)
        {
            Now += TimeSpan.FromSeconds(1);
            Send();
            Reconcile();
            Follow();
            NeverLetsDown();
        }

        return this;
    }

    public ServiceWorld TickUntil(Func<ServiceWorld, bool> isSo, int most = 4000)
    {
        for (var i = 0; i < most; i++)
        {
            if (isSo(Tick()))
                return this;
        }

        throw new TimeoutException(
            $"It does not come about in {most} s: {Status.Release?.Phase} {Status.Release?.Reason}"
        );
    }

    /// <summary>Plans, and keeps what was planned; the time stands still.</summary>
    public ServicePlan Reconcile()
    {
        Plan = ServicePlanner.Plan(Service, View(), Memory, _ledger.Of("ner"), Now);
        if (Plan.KeepsCounts)
            Memory.Kept(Now);
        if (Plan.AskGolden is not null)
            Memory.Golden ??= Task.FromResult(Golden);
        Service = new ModelService
        {
            Metadata = Service.Metadata,
            Spec = Service.Spec,
            Status = Plan.Status,
        };
        return Plan;
    }

    private void Send()
    {
        _concurrency += InFlight + Held;
        foreach (var revision in Service.Status?.Revisions.Where(each => each.Weight > 0 && each.Ready > 0) ?? [])
        {
            var before = _traffic.GetValueOrDefault(revision.Number);
            var requests = (long)Math.Round(Rate * revision.Weight);
            var failures = requests * Failing.GetValueOrDefault(revision.Number) / 100;
            var latency = new LatencyCounts();
            for (var i = 0; i < requests - failures; i++)
            {
                var bucket = LatencyCounts.BucketOf(TimeSpan.FromMilliseconds(10 + (i % 5)));
                latency.Counts[bucket] = latency.Counts.GetValueOrDefault(bucket) + 1;
            }

            _traffic[revision.Number] = new RevisionTraffic
            {
                Revision = revision.Number,
                Requests = (before?.Requests ?? 0) + requests,
                Failures = (before?.Failures ?? 0) + failures,
                InFlight = (int)InFlight,
                Latency = before is null ? latency : before.Latency.Plus(latency),
                Mirror = new MirrorCounts(),
                Endpoints = [],
            };
        }

        _ledger.Add(
            [
                new TrafficReport
                {
                    Gateway = "gateway",
                    Seconds = (Now - Began).TotalSeconds,
                    Generation = 1,
                    Services =
                    [
                        new ServiceTraffic
                        {
                            Service = "ner",
                            Held = Held,
                            ConcurrencySeconds = _concurrency,
                            Revisions = [.. _traffic.Values],
                        },
                    ],
                },
            ],
            Now
        );
    }

    // A revision that has traffic keeps its pods, whatever happens.
    private void NeverLetsDown()
    {
        foreach (var revision in Status.Revisions.Where(each => each.Weight > 0 && Status.Desired != 0))
        {
            Plan.Pods.Should().ContainKey(revision.Number, "revision {0} has traffic", revision.Number);
        }
    }

    private ServiceView View() =>
        new()
        {
            Revisions = _views.ToDictionary(),
            Autoscaler = _autoscaler,
            Prepulls =
                Plan is { Prepull: { } revision } && Nodes is var (nodes, pulled)
                    ? new Dictionary<int, PrepullView> { [revision] = new(nodes, pulled, IsCurrent: true) }
                    : new Dictionary<int, PrepullView>(),
        };

    private void Follow()
    {
        var before = _views.ToDictionary();
        _views.Clear();
        foreach (var (revision, planned) in Plan.Pods)
        {
            var pods =
                revision == Plan.LeftAlone && before.GetValueOrDefault(revision)?.Wanted is > 0 and var wanted
                    ? wanted
                    : planned;
            // An autoscaler minds what it has had a moment to see.
            if (Plan.Autoscaler is var (target, least) && target == revision && _autoscaler?.Revision == revision)
                pods = Math.Clamp(Demand ?? pods, least, Math.Max(least, Service.Spec.Scaling!.Max));
            var cause = Causes.GetValueOrDefault(revision);
            _views[revision] = new RevisionView
            {
                Pods = pods,
                Wanted = pods,
                Ready = cause is null ? pods : 0,
                Cause = cause,
            };
        }

        _autoscaler = Plan.Autoscaler is { } plan ? new AutoscalerView(plan.Revision, AutoscalerTrouble) : null;
    }

    public static RolloutConfig Canary(int minutes = 1) =>
        new()
        {
            Strategy = RolloutStrategy.Canary,
            Steps = [10, 50],
            StepTime = TimeSpan.FromMinutes(minutes),
        };
}
