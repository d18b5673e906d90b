using Slipway.Errors;
using Slipway.Inference;
using Slipway.Serving.Inference;

namespace Slipway.Serving.Ensembles;

/// <summary>
/// One request on its way through a graph. A step begins when its inputs are there; tensors are handed on without a
/// copy and freed when the last step that takes them has ended. Used once, by one caller; steps run beside each other,
/// but their ends are taken one at a time.
/// </summary>
internal sealed class EnsembleRun : IDisposable
{
    private readonly string _name;
    private readonly EnsembleGraph _graph;
    private readonly DataPlane _plane;
    private readonly InferenceRequest _request;
    private readonly RunTensors _tensors;
    private readonly int[] _awaited;
    private readonly List<Task<(EnsembleStep Step, InferenceResponse Response)>> _running = [];
    private InferenceTimings _timings;

    public EnsembleRun(string name, EnsembleGraph graph, DataPlane plane, InferenceRequest request)
    {
        _name = name;
        _graph = graph;
        _plane = plane;
        _request = request;
        _tensors = new RunTensors(graph, request);
        _awaited = [.. graph.Steps.Select(step => step.Inputs.Count)];
    }

    public async ValueTask<InferenceResponse> ExecuteAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Begin([.. _graph.Steps.Where(step => step.Inputs.Count == 0), .. Reached(_graph.Inputs)], stop.Token);
            while (_running.Count > 0)
            {
                var ended = await Task.WhenAny(_running).ConfigureAwait(false);
                _running.Remove(ended);
                var (step, response) = await ended.ConfigureAwait(false);
                Take(step, response);
                Begin(Reached(step.Outputs), stop.Token);
            }

            return Answer();
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Frees what no answer took.</summary>
    public void Dispose() => _tensors.Dispose();

    /// <summary>The steps for which these tensors were the last that they waited for.</summary>
    private List<EnsembleStep> Reached(IReadOnlyList<TensorLink> made)
    {
        var ready = new List<EnsembleStep>();
        foreach (var link in made)
        {
            foreach (var step in _graph.Consumers[link.Tensor])
            {
                if (--_awaited[step.Index] == 0)
                    ready.Add(step);
            }
        }

        return ready;
    }

    // An engine may compute on the thread that calls it: all but the last get threads of their own.
    private void Begin(List<EnsembleStep> steps, CancellationToken cancellationToken)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            _running.Add(
                i < steps.Count - 1
                    ? Task.Run(() => CallAsync(step, cancellationToken), CancellationToken.None)
                    : CallAsync(step, cancellationToken)
            );
        }
    }

    private async Task<(EnsembleStep, InferenceResponse)> CallAsync(
        EnsembleStep step,
        CancellationToken cancellationToken
    )
    {
        // Not disposed: the tensors are the run's.
        var call = new InferenceRequest
        {
            Model = step.Model,
            Id = _request.Id,
            Parameters = _request.Parameters,
        };
        foreach (var input in step.Inputs)
        {
            if (_tensors[input.Tensor] is { } tensor)
                call.Inputs.Add(new NamedTensor(input.Name, tensor));
        }

        foreach (var output in step.Outputs)
        {
            call.Outputs.Add(new RequestedOutput(output.Name));
        }

        try
        {
            return (step, await _plane.InferAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (ServingException e)
        {
            throw Failure(step, e);
        }
    }

    private void Take(EnsembleStep step, InferenceResponse response)
    {
        // What is not taken out of it goes with it.
        using (response)
        {
            foreach (var output in step.Outputs)
            {
                var place = response.Outputs.FindIndex(made => made.Name == output.Name);
                if (place < 0)
                    throw Failure(step, ServingException.Internal($"it did not give its output '{output.Name}'."));
                _tensors.Put(output.Tensor, response.Outputs[place].Tensor);
                response.Outputs.RemoveAt(place);
            }
        }

        foreach (var input in step.Inputs)
        {
            _tensors.Release(input.Tensor);
        }

        _timings = new InferenceTimings(
            _timings.ComputeInput + response.Timings.ComputeInput,
            _timings.ComputeInfer + response.Timings.ComputeInfer,
            _timings.ComputeOutput + response.Timings.ComputeOutput
        );
    }

    private InferenceResponse Answer()
    {
        var response = new InferenceResponse { Timings = _timings };
        try
        {
            if (_request.Outputs.Count == 0)
            {
                foreach (var output in _graph.Outputs)
                {
                    response.Outputs.Add(new NamedTensor(output.Name, _tensors.GiveAway(output.Tensor)));
                }
            }

            foreach (var wanted in _request.Outputs)
            {
                var output = _graph.Outputs.First(known => known.Name == wanted.Name);
                response.Outputs.Add(new NamedTensor(output.Name, _tensors.GiveAway(output.Tensor)));
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // The first failure is the one that is told.
    private async Task EndAsync()
    {
        foreach (var running in _running)
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (running.IsCompletedSuccessfully)
                (await running.ConfigureAwait(false)).Response.Dispose();
        }
    }

    // The caller asked for the ensemble, which is there: that a step is not is a matter of time.
    private ServingException Failure(EnsembleStep step, ServingException e) =>
        new(
            e.Code == ServingErrorCode.NotFound ? ServingErrorCode.Unavailable : e.Code,
            $"Step {step.Index + 1} of the ensemble '{_name}', model '{step.Model.Name}': {e.Message}",
            e
        )
        {
            Reason = e.Reason,
            RetryAfter = e.RetryAfter,
        };
}
