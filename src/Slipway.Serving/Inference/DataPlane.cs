using System.Runtime.CompilerServices;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Telemetry;

namespace Slipway.Serving.Inference;

/// <summary>
/// The one handler behind every protocol: lease a version, check the request, compute, stamp the answer, record what
/// happened. Thread-safe.
/// </summary>
public sealed class DataPlane(ModelManager models, ServingTelemetry telemetry)
{
    /// <summary>
    /// Answers one request. The request stays the caller's to dispose; the response becomes the caller's.
    /// </summary>
    /// <exception cref="ServingException">What is wrong, for the caller's eyes.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        var call = telemetry.Start(request);
        try
        {
            using var handle = models.Acquire(request.Model);
            call.Version = handle.VersionText;
            call.Statistics = handle.Statistics;
            RequestValidator.Validate(request, handle.ModelName, handle.Signature);
            telemetry.Scheduled(ref call, BatchRows.Of(request, handle.Package.Config));
            var response = await handle.Scheduler.ScheduleAsync(request, cancellationToken).ConfigureAwait(false);
            response.ModelName = handle.ModelName;
            response.ModelVersion = handle.VersionText;
            response.Id = request.Id;
            telemetry.Succeeded(ref call, response.Timings);
            return response;
        }
        catch (Exception e)
        {
            telemetry.Failed(ref call, e);
            throw;
        }
    }

    /// <summary>
    /// Answers one request with as many responses as the model gives to it; every model here gives one. What is thrown is
    /// thrown where the response is asked for.
    /// </summary>
    public async IAsyncEnumerable<InferenceResponse> InferManyAsync(
        InferenceRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        yield return await InferAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the model looks like from outside.</summary>
    /// <exception cref="ServingException">
    /// NotFound; Unavailable where the version has not loaded, with the cause in the message.
    /// </exception>
    public ModelMetadata Describe(in ModelSelector selector)
    {
        using var handle = models.Acquire(selector);
        return new ModelMetadata(
            handle.ModelName,
            handle.Version,
            models.AvailableVersions(handle.ModelName),
            handle.Signature,
            handle.Details
        );
    }

    /// <summary>
    /// The versions whose statistics are asked for: one, all of a model, or all there are where
    /// <paramref name="selector"/> is null. Only those that answer requests.
    /// </summary>
    /// <exception cref="ServingException">NotFound.</exception>
    public IReadOnlyList<ModelStatus> Statistics(ModelSelector? selector)
    {
        if (selector is not { } wanted)
            return [.. models.Statuses.Where(status => status.IsAvailable)];
        var found = models.Find(wanted);
        return wanted.Version is null
            ? [.. models.Statuses.Where(status => status.Name == found.Name && status.IsAvailable)]
            : [found];
    }

    /// <summary>Whether a request to <paramref name="selector"/> would be taken now.</summary>
    /// <exception cref="ServingException">NotFound.</exception>
    public bool IsReady(in ModelSelector selector) => models.Find(selector).IsAvailable;
}
