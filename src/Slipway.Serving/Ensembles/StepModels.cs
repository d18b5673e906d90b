using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Ensembles;

/// <summary>
/// The models that the steps of an ensemble need. One that is loading is waited for, one that nobody has heard of for a
/// moment only: at start, and in a folder that is being filled, it may be found after the ensemble.
/// </summary>
internal sealed class StepModels(ModelPackage package, ModelManager models, TimeProvider time)
{
    private const int MaxDepth = 16;
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly List<EnsembleStepConfig> _steps = package.Config.Ensemble?.Steps ?? [];
    private readonly Dictionary<ModelSelector, ModelSignature> _signatures = [];

    /// <summary>What was found, by what the steps name.</summary>
    public IReadOnlyDictionary<ModelSelector, ModelSignature> Signatures => _signatures;

    public static ModelSelector Selector(EnsembleStepConfig step) => new(step.Model, step.Version);

    /// <exception cref="ServingException">
    /// Unavailable, reason <c>missing-step</c>, naming all of them; FailedPrecondition, reason <c>invalid-ensemble</c>:
    /// the ensemble is, through others, a step of its own.
    /// </exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var statuses = models.Statuses.ToLookup(status => status.Name, StringComparer.Ordinal);
            RefuseCycle(statuses);
            var missing = new List<string>();
            var isPending = false;
            foreach (var selector in _steps.Select(Selector).Distinct().Where(step => !_signatures.ContainsKey(step)))
            {
                if (await TryFindAsync(selector, cancellationToken) is not { } problem)
                    continue;
                missing.Add(problem);
                isPending |= IsPending(statuses[selector.Name], selector, time.GetElapsedTime(started));
            }

            if (missing.Count == 0)
                return;
            if (!isPending)
                throw NotThere(missing);
            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private static bool IsPending(IEnumerable<ModelStatus> versions, ModelSelector selector, TimeSpan waited)
    {
        var wanted = versions.Where(version => selector.Version is null || version.Version == selector.Version);
        return !wanted.Any()
            ? waited < Unheard
            // It may have become available since it was asked.
            : wanted.Any(version => version.State <= ServableState.Available);
    }

    // Null where it is there; else what is wrong. A model that waits for its first request is loaded.
    private async Task<string?> TryFindAsync(ModelSelector selector, CancellationToken cancellationToken)
    {
        try
        {
            using var handle = await models.AcquireAsync(selector, cancellationToken);
            _signatures[selector] = handle.Signature;
            return null;
        }
        catch (ServingException e)
        {
            return e.Message;
        }
    }

    private ServingException NotThere(List<string> missing) =>
        new(
            ServingErrorCode.Unavailable,
            $"The ensemble '{package.Name}' needs models that are not available, and is loaded when they are. "
                + string.Join(' ', missing)
        )
        {
            Reason = LoadReasons.MissingModel,
        };

    // Two ensembles that need each other would wait for each other, and call each other without an end.
    private void RefuseCycle(ILookup<string, ModelStatus> statuses)
    {
        var path = new List<string> { package.Name };
        var done = new HashSet<string>(StringComparer.Ordinal);
        Walk(_steps);

        void Walk(List<EnsembleStepConfig> steps)
        {
            if (path.Count > MaxDepth)
                throw Invalid($"its steps are ensembles nested over {MaxDepth} deep: {string.Join(" → ", path)}");
            foreach (var model in steps.Select(step => step.Model).Distinct(StringComparer.Ordinal))
            {
                if (model == package.Name)
                    throw Invalid($"it is a step of its own: {string.Join(" → ", path.Append(model))}");
                if (path.Contains(model) || done.Contains(model))
                    continue;
                path.Add(model);
                foreach (
                    var inner in statuses[model]
                        .Select(status => status.Package?.Config.Ensemble)
                        .OfType<EnsembleConfig>()
                )
                {
                    Walk(inner.Steps);
                }

                path.RemoveAt(path.Count - 1);
                done.Add(model);
            }
        }
    }

    private ServingException Invalid(string problem) => EnsembleGraphReader.Invalid(package.Name, [problem]);
}
