using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Inference.Classification;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Scheduling;
using Slipway.Serving.Telemetry;

namespace Slipway.Serving.Inference;

/// <summary>
/// The one handler behind every protocol: lease a version, check the request, compute, stamp the answer, record what
/// happened. Thread-safe.
/// </summary>
public sealed partial class DataPlane(ModelManager models, ServingTelemetry telemetry)
{
    /// <summary>
    /// Answers one request. The request stays the caller's to dispose; the response becomes the caller's.
    /// </summary>
    /// <exception cref="ServingException">What is wrong, for the caller's eyes.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken) =>
        InferAsync(request.Model, null, request, null, cancellationToken);

    /// <summary>
    /// Answers a request that can be made only once the version that answers is known: its signature says how the
    /// caller's values become tensors. The response becomes the caller's.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="prepare">
    /// Makes the request for the version, which cannot be unloaded meanwhile. The plane disposes it.
    /// </param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">What is wrong, for the caller's eyes.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public ValueTask<InferenceResponse> InferAsync(
        ModelSelector model,
        Func<ServableHandle, InferenceRequest> prepare,
        CancellationToken cancellationToken
    ) => InferAsync(model, null, null, prepare, cancellationToken);

    /// <summary>What the model looks like from outside; one that is loaded on demand is loaded for it.</summary>
    /// <exception cref="ServingException">
    /// NotFound; Unavailable where the version has not loaded, with the cause in the message.
    /// </exception>
    public async ValueTask<ModelMetadata> DescribeAsync(ModelSelector selector, CancellationToken cancellationToken)
    {
        using var handle = await LeaseAsync(selector, cancellationToken);
        return new ModelMetadata(
            handle.ModelName,
            handle.Version,
            models.AvailableVersions(handle.ModelName),
            handle.Signature,
            handle.Details,
            handle.Package
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
        return wanted is { Version: null, Label: null }
            ? [.. models.Statuses.Where(status => status.Name == found.Name && status.IsAvailable)]
            : [found];
    }

    /// <summary>Whether a request to <paramref name="selector"/> would be taken now.</summary>
    /// <exception cref="ServingException">NotFound.</exception>
    public bool IsReady(in ModelSelector selector) => models.Find(selector).TakesRequests;

    /// <summary>
    /// What a request to <paramref name="selector"/> that came now would be refused with, before its body is read: the
    /// model has no room for it, or cannot answer in time. Null where it would be taken, and where it would fail for
    /// another reason.
    /// </summary>
    /// <param name="selector">The model.</param>
    /// <param name="deadline">When its caller stops waiting, as a timestamp of Stopwatch, if it said so.</param>
    public ServingException? Refusal(in ModelSelector selector, long? deadline)
    {
        if (!models.TryAcquire(selector, out var handle))
            return null;
        using (handle)
        {
            return handle.Scheduler.Refusal(deadline);
        }
    }

    /// <summary>
    /// The same of a request whose model is not known before it is read: told where there is one model only.
    /// </summary>
    public ServingException? Refusal(long? deadline) =>
        models.OnlyModel is { } name ? Refusal(new ModelSelector(name), deadline) : null;

    /// <summary>
    /// Takes note of a request to <paramref name="selector"/> whose body is about to be read; to be disposed when it has
    /// been.
    /// </summary>
    public IncomingRequest Announce(in ModelSelector selector)
    {
        if (!models.TryAcquire(selector, out var handle))
            return default;
        using (handle)
        {
            return handle.Scheduler.Announce();
        }
    }

    /// <summary>
    /// The same of a request whose model is not known before it is read: noted where there is one model only.
    /// </summary>
    public IncomingRequest Announce() => models.OnlyModel is { } name ? Announce(new ModelSelector(name)) : default;

    // The one frame around every inference that is answered once: the version is leased unless the caller holds it, and the
    // request made for it unless there is one.
    private async ValueTask<InferenceResponse> InferAsync(
        ModelSelector model,
        ServableHandle? held,
        InferenceRequest? given,
        Func<ServableHandle, InferenceRequest>? prepare,
        CancellationToken cancellationToken
    )
    {
        var call = telemetry.Start(model, given?.Id);
        try
        {
            using ServableHandle? leased = held is null ? await LeaseAsync(model, cancellationToken) : null;
            var handle = held ?? leased!.Value;
            call.Answers(handle);
            using var made = prepare?.Invoke(handle);
            var request = given ?? made!;
            var response = await ExecuteAsync(ref call, request, handle, cancellationToken).ConfigureAwait(false);
            Stamp(response, request, handle);
            telemetry.Succeeded(ref call, response.Timings);
            return response;
        }
        catch (Exception e)
        {
            telemetry.Failed(ref call, e);
            throw;
        }
    }

    // Where the version is loaded, and it nearly always is, nothing is waited for and nothing allocated.
    private ValueTask<ServableHandle> LeaseAsync(in ModelSelector selector, CancellationToken cancellationToken) =>
        models.TryAcquire(selector, out var handle)
            ? new ValueTask<ServableHandle>(handle)
            : models.AcquireAsync(selector, cancellationToken);

    private ValueTask<InferenceResponse> ExecuteAsync(
        ref InferenceCall call,
        InferenceRequest request,
        ServableHandle handle,
        CancellationToken cancellationToken
    )
    {
        var signature = Check(ref call, request, handle);
        return OutputClassification.IsAsked(request, handle.ModelName, signature)
            ? ClassifyAsync(request, handle, cancellationToken)
            : ScheduleAsync(request, handle, cancellationToken);
    }

    /// <summary>Holds the request against the signature that it is for, which is returned.</summary>
    private ModelSignature Check(ref InferenceCall call, InferenceRequest request, ServableHandle handle)
    {
        var signature = RequestValidator.Choose(request, handle.ModelName, handle.Signature);
        RequestValidator.Validate(request, handle.ModelName, signature);
        RequestValidator.CheckBatch(request, handle.ModelName, handle.Package.Config.MaxBatchSize);
        telemetry.Scheduled(ref call, BatchRows.Of(request, handle.Package.Config));
        return signature;
    }

    private static ValueTask<InferenceResponse> ScheduleAsync(
        InferenceRequest request,
        ServableHandle handle,
        CancellationToken cancellationToken
    ) =>
        RequestTimeout.Of(request, handle.Package.Config) is { } timeout
            ? RequestTimeout.ScheduleAsync(request, handle, timeout, cancellationToken)
            : handle.Scheduler.ScheduleAsync(request, cancellationToken);

    private static async ValueTask<InferenceResponse> ClassifyAsync(
        InferenceRequest request,
        ServableHandle handle,
        CancellationToken cancellationToken
    )
    {
        var response = await ScheduleAsync(request, handle, cancellationToken).ConfigureAwait(false);
        Classify(request, response, handle);
        return response;
    }

    private static void Classify(InferenceRequest request, InferenceResponse response, ServableHandle handle)
    {
        var maxBatchSize = handle.Package.Config.MaxBatchSize;
        OutputClassification.Apply(request, response, handle.ModelName, handle.Signature, maxBatchSize);
    }

    private static void Stamp(InferenceResponse response, InferenceRequest request, ServableHandle handle)
    {
        response.ModelName = handle.ModelName;
        response.ModelVersion = handle.VersionText;
        response.Id = request.Id;
    }
}
