using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>
/// Computes one request of a sequence: gives the model the caller's inputs, the controls and the state, and keeps the
/// state that comes out. Only the request whose turn it is comes here.
/// </summary>
internal sealed class SequenceStep(string model, SequencePlan plan, IServable servable)
{
    /// <exception cref="ServingException">The servable's own; then the state is as it was.</exception>
    public async ValueTask<InferenceResponse> ExecuteAsync(
        InferenceRequest request,
        SequenceTurn turn,
        CancellationToken cancellationToken
    )
    {
        // Not disposed as a whole: but for the ids, its tensors are the caller's, the plan's and the sequence's.
        var inner = new InferenceRequest
        {
            Model = request.Model,
            Id = request.Id,
            Parameters = request.Parameters,
        };
        inner.Inputs.AddRange(request.Inputs);
        AddOutputs(inner, request);
        AddFlags(inner, turn.Call);
        AddStates(inner, turn.Sequence);
        var own = inner.Inputs.Count;
        try
        {
            AddIds(inner, turn.Call.Key);
            var response = await servable.ExecuteAsync(inner, cancellationToken).ConfigureAwait(false);
            KeepStates(response, turn.Sequence);
            return response;
        }
        finally
        {
            for (var i = own; i < inner.Inputs.Count; i++)
            {
                inner.Inputs[i].Tensor.Dispose();
            }
        }
    }

    // None asked for means all, and then the states come without being asked for.
    private void AddOutputs(InferenceRequest inner, InferenceRequest request)
    {
        if (request.Outputs.Count == 0)
            return;
        inner.Outputs.AddRange(request.Outputs);
        foreach (var state in plan.States)
        {
            inner.Outputs.Add(new RequestedOutput(state.Output));
        }
    }

    private void AddFlags(InferenceRequest inner, in SequenceCall call)
    {
        foreach (var flag in plan.Flags)
        {
            var holds = flag.Kind switch
            {
                SequenceControlKind.Start => call.IsStart,
                SequenceControlKind.End => call.IsEnd,
                _ => true,
            };
            inner.Inputs.Add(new NamedTensor(flag.Name, holds ? flag.True : flag.False));
        }
    }

    private void AddStates(InferenceRequest inner, LiveSequence sequence)
    {
        for (var i = 0; i < plan.States.Count; i++)
        {
            var state = plan.States[i];
            inner.Inputs.Add(new NamedTensor(state.Input.Name, sequence.StateAt(i) ?? state.First));
        }
    }

    private void AddIds(InferenceRequest inner, SequenceKey key)
    {
        foreach (var id in plan.Ids)
        {
            inner.Inputs.Add(new NamedTensor(id.Name, ControlTensor.OfId(id.DataType, id.Shape, key)));
        }
    }

    // All of them or none: half a state would be another model's.
    private void KeepStates(InferenceResponse response, LiveSequence sequence)
    {
        if (plan.States.Count == 0)
            return;
        try
        {
            foreach (var state in plan.States)
            {
                Check(response, state);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }

        for (var i = response.Outputs.Count - 1; i >= 0; i--)
        {
            var place = plan.StateOf(response.Outputs[i].Name);
            if (place < 0)
                continue;
            sequence.SetState(place, response.Outputs[i].Tensor);
            response.Outputs.RemoveAt(i);
        }
    }

    private void Check(InferenceResponse response, StateTensor state)
    {
        foreach (var output in response.Outputs)
        {
            if (output.Name != state.Output)
                continue;
            var fits =
                output.Tensor.DataType == state.Input.DataType
                && (state.Input.HasUnknownRank || state.Input.Shape.Accepts(output.Tensor.Shape));
            if (fits)
                return;
            throw ServingException.Internal(
                $"Model '{model}' gave the state '{state.Output}' as {output.Tensor}, which its input "
                    + $"'{state.Input}' does not take. The state is as it was before the request."
            );
        }

        throw ServingException.Internal($"Model '{model}' did not give its state '{state.Output}'.");
    }
}
