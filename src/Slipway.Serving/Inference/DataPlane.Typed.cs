using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Tasks;

namespace Slipway.Serving.Inference;

public sealed partial class DataPlane
{
    /// <summary>
    /// Answers a request in the words of the model's task. One version answers all of it; each inference that it takes is
    /// queued, batched and counted as a client's is, and a request that takes none because it is wrong counts as a failed one.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="request">As it came.</param>
    /// <param name="deadline">When its caller stops waiting, as a timestamp of Stopwatch, if it said so.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">What is wrong, for the caller's eyes.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<VersionedAnswer> AnswerAsync(
        ModelSelector model,
        TypedRequest request,
        long? deadline,
        CancellationToken cancellationToken
    )
    {
        using var handle = await LeaseAsync(model, cancellationToken);
        var calls = new LeasedModel(this, handle, deadline);
        try
        {
            var answer = await handle.Typed.AnswerAsync(request, calls, cancellationToken);
            return new VersionedAnswer(handle.Version, answer);
        }
        catch (Exception e) when (!calls.HasCalled)
        {
            var call = telemetry.Start(model);
            call.Answers(handle);
            telemetry.Failed(ref call, e);
            throw;
        }
    }

    /// <summary>What the typed side of a model takes and gives.</summary>
    /// <exception cref="ServingException">NotFound, Unavailable; Unsupported: it has none.</exception>
    public async ValueTask<(long Version, TypedDescription Description)> DescribeTypedAsync(
        ModelSelector model,
        CancellationToken cancellationToken
    )
    {
        using var handle = await LeaseAsync(model, cancellationToken);
        return (handle.Version, handle.Typed.Description);
    }

    /// <summary>The version that a typed request holds.</summary>
    private sealed class LeasedModel(DataPlane plane, ServableHandle handle, long? deadline) : IModelCalls
    {
        private volatile bool _hasCalled;

        public ModelSelector Model { get; } = new(handle.ModelName, handle.Version);

        public bool HasCalled => _hasCalled;

        public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            _hasCalled = true;
            request.Deadline ??= deadline;
            return plane.InferAsync(request.Model, handle, request, null, cancellationToken);
        }
    }
}
