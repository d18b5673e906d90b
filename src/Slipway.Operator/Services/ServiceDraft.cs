using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>A service's status as it comes about while a plan is made, and what it is made of.</summary>
internal sealed class ServiceDraft(ModelService service, ServiceView seen, ServiceMemory memory, DateTimeOffset now)
{
    private const int LongestHistory = 20;

    public ModelService Service { get; } = service;

    public ModelServiceSpec Spec => Service.Spec;

    public ServiceMemory Memory { get; } = memory;

    public DateTimeOffset Now { get; } = now;

    public ModelServiceStatus Status { get; set; } = service.Status ?? new ModelServiceStatus();

    /// <summary>What has happened in this plan.</summary>
    public List<HistoryItem> News { get; } = [];

    /// <summary>Replicas that each revision with traffic should have.</summary>
    public int Desired { get; set; }

    /// <summary>The release that goes on; null for none.</summary>
    public ReleaseInfo? Active => Status.Release is { State.Ended: null } release ? release : null;

    public int Candidate => Active?.Candidate ?? 0;

    public bool IsAutoscaled { get; } = service.Spec.HasAutoscaler();

    /// <summary>The revision whose pods an autoscaler reckons; null for none.</summary>
    public int? Autoscaled =>
        IsAutoscaled && seen.Autoscaler?.Revision == Status.Stable ? seen.Autoscaler.Revision : null;

    public PrepullView? Prepull(int revision) => seen.Prepulls.GetValueOrDefault(revision);

    public AutoscalerView? Autoscaler => seen.Autoscaler;

    public RevisionView Of(int revision) => seen.Revisions.GetValueOrDefault(revision, RevisionView.None);

    public RevisionInfo? Find(int revision) => Status.Revisions.FirstOrDefault(each => each.Number == revision);

    /// <summary>Something happened.</summary>
    public void Tell(string kind, string message, int? revision)
    {
        var item = new HistoryItem
        {
            At = Now,
            Kind = kind,
            Message = message,
            Revision = revision,
        };
        News.Add(item);
        Status = Status with { History = [item, .. Status.History.Take(LongestHistory - 1)] };
    }
}
