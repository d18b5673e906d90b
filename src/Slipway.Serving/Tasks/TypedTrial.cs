using System.Text;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;
using Slipway.Tensors;

namespace Slipway.Serving.Tasks;

/// <summary>
/// Answers a typed model's own example before anybody else's: a task that does not fit its model is found out at load, and what
/// the task makes of the example are rows that the model is known to take.
/// </summary>
internal static class TypedTrial
{
    private const int MostSamples = 8;

    /// <returns>The requests that it took, which the caller owns.</returns>
    /// <exception cref="ServingException">FailedPrecondition, reason <c>task-mismatch</c>: it is not answered.</exception>
    public static async Task<IReadOnlyList<InferenceRequest>> RunAsync(
        ITypedModel typed,
        ModelPackage package,
        IServable servable,
        CancellationToken cancellationToken
    )
    {
        var calls = new RecordedCalls(package, servable);
        try
        {
            var example = Encoding.UTF8.GetBytes(typed.Description.Example.GetRawText());
            await typed.AnswerAsync(new TypedRequest(TypedAnswer.Json, example), calls, cancellationToken);
            return calls.Requests;
        }
        catch (Exception e)
        {
            calls.Dispose();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw;
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Model '{package.Name}' version {package.Version} does not answer the example of its task "
                    + $"{typed.Description.Task}: {e.Message}",
                e
            )
            {
                Reason = "task-mismatch",
            };
        }
    }

    /// <summary>Computes at once, and keeps copies of what was asked.</summary>
    private sealed class RecordedCalls(ModelPackage package, IServable servable) : IModelCalls, IDisposable
    {
        private readonly List<InferenceRequest> _requests = [];

        public IReadOnlyList<InferenceRequest> Requests => _requests;

        public ModelSelector Model { get; } = new(package.Name, package.Version);

        public ValueTask<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken cancellationToken)
        {
            lock (_requests)
            {
                if (_requests.Count < MostSamples)
                    _requests.Add(Copy(request));
            }

            return servable.ExecuteAsync(request, cancellationToken);
        }

        public void Dispose() => _requests.ForEach(request => request.Dispose());

        private static InferenceRequest Copy(InferenceRequest request)
        {
            var copy = new InferenceRequest { Model = request.Model };
            foreach (var input in request.Inputs)
            {
                copy.Inputs.Add(input with { Tensor = Copy(input.Tensor) });
            }

            return copy;
        }

        private static Tensor Copy(Tensor tensor)
        {
            if (tensor.DataType == DataType.Bytes)
                return Tensor.FromStrings(tensor.ToStrings(), tensor.Shape);
            var copy = Tensor.Allocate(tensor.DataType, tensor.Shape);
            tensor.Bytes.CopyTo(copy.Bytes);
            return copy;
        }
    }
}
