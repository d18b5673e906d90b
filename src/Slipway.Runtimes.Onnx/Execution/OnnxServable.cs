using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Runtimes.Onnx.Execution;

/// <summary>
/// A session of ONNX Runtime. Runs compute on the calling thread and have ended when
/// <see cref="ExecuteAsync"/> returns; several at a time share the session, its weights and its arena.
/// </summary>
/// <remarks>
/// The engine allocates the outputs and they are used where they are. Buffers of ours would save nothing, would fit
/// only where the shape that the model declares is the true one, and ONNX Runtime leaves them untouched, without an
/// error, for an output that is a graph input itself.
/// </remarks>
internal sealed class OnnxServable(
    string name,
    InferenceSession session,
    ModelSignature signature,
    ModelDetails details,
    int concurrency
) : IServable
{
    private readonly RunOptionsPool _runOptions = new();
    private readonly string[] _allInputs = [.. session.InputNames];
    private readonly string[] _allOutputs = [.. session.OutputNames];

    public ModelSignature Signature => signature;

    public ModelDetails Details => details;

    public int Concurrency => concurrency;

    public ValueTask<InferenceResponse> ExecuteAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueTask<InferenceResponse>(Execute(request, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<InferenceResponse>(cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException<InferenceResponse>(error);
        }
    }

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        _runOptions.Dispose();
        return ValueTask.CompletedTask;
    }

    private InferenceResponse Execute(InferenceRequest request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var outputNames = OutputNames(request);
        var inputNames = InputNames(request);
        var inputs = new OrtValue[inputNames.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                inputs[i] = OrtValues.FromTensor(request.Inputs[i].Tensor);
            }

            var prepared = Stopwatch.GetTimestamp();
            var outputs = Run(inputNames, inputs, outputNames, cancellationToken);
            var computed = Stopwatch.GetTimestamp();
            var response = TakeOver(outputNames, outputs, request);
            response.Timings = new InferenceTimings(
                prepared - start,
                computed - prepared,
                Stopwatch.GetTimestamp() - computed
            );
            return response;
        }
        catch (OnnxRuntimeException error)
        {
            throw RunErrors.From(name, error);
        }
        finally
        {
            foreach (var input in inputs)
            {
                input?.Dispose();
            }
        }
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(
        string[] inputNames,
        OrtValue[] inputs,
        string[] outputNames,
        CancellationToken cancellationToken
    )
    {
        var options = _runOptions.Rent();
        var registration = cancellationToken.UnsafeRegister(
            static state => ((RunOptions)state!).Terminate = true,
            options
        );
        try
        {
            return session.Run(options, inputNames, inputs, outputNames);
        }
        catch (OnnxRuntimeException) when (options.Terminate)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            // Waits for a callback that is under way, so that the flag cannot be set on another request's run.
            registration.Dispose();
            _runOptions.Return(options);
        }
    }

    private static InferenceResponse TakeOver(
        string[] names,
        IDisposableReadOnlyCollection<OrtValue> values,
        InferenceRequest request
    )
    {
        var response = new InferenceResponse();
        response.Outputs.Capacity = names.Length;
        try
        {
            for (var i = 0; i < names.Length; i++)
            {
                response.Outputs.Add(new NamedTensor(names[i], OrtValues.ToTensor(names[i], values[i], request)));
            }

            return response;
        }
        catch
        {
            // Values that a tensor has taken over are disposed with it; a second time is harmless.
            response.Dispose();
            values.Dispose();
            throw;
        }
    }

    private string[] InputNames(InferenceRequest request)
    {
        var inputs = request.Inputs;
        var usual = inputs.Count == _allInputs.Length;
        for (var i = 0; usual && i < inputs.Count; i++)
        {
            usual = inputs[i].Name == _allInputs[i];
        }

        if (usual)
            return _allInputs;
        var names = new string[inputs.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = inputs[i].Name;
        }

        return names;
    }

    private string[] OutputNames(InferenceRequest request)
    {
        if (request.Outputs.Count == 0)
            return _allOutputs;
        var names = new string[request.Outputs.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = request.Outputs[i].Name;
            if (signature.FindOutput(names[i]) is null)
            {
                throw ServingException.InvalidArgument(
                    $"Model '{name}' has no output '{names[i]}'; its outputs are {string.Join(", ", _allOutputs)}."
                );
            }
        }

        return names;
    }
}
