using Slipway.Errors;
using Slipway.Inference;
using Slipway.Tasks.Text.Inputs;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.Running;

/// <summary>Takes what the model gave for one window.</summary>
/// <param name="window">The place of the window in the list.</param>
/// <param name="row">Its row in the outputs.</param>
/// <param name="offset">Where its tokens begin in the row.</param>
/// <param name="outputs">Those that were asked for, in order; valid during the call.</param>
internal delegate void RowConsumer(int window, int row, int offset, IReadOnlyList<RowOutput> outputs);

/// <summary>
/// Has windows computed: those of similar length together, in bounded requests, a bounded number of them at once. Thread-safe.
/// </summary>
internal sealed class TextRunner(InputMap inputs, RowTensors tensors, RowLimits limits)
{
    /// <param name="windows">What is computed, in any order.</param>
    /// <param name="outputs">The outputs that are needed.</param>
    /// <param name="model">Computes.</param>
    /// <param name="consume">Is called once for each window, from several threads at once.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">What the model refuses or fails with.</exception>
    public async ValueTask RunAsync(
        IReadOnlyList<TextWindow> windows,
        IReadOnlyList<string> outputs,
        IModelCalls model,
        RowConsumer consume,
        CancellationToken cancellationToken
    )
    {
        var groups = RowGroups.Of(windows, limits);
        if (groups.Count == 1)
        {
            await RunAsync(groups[0], windows, outputs, model, consume, cancellationToken).ConfigureAwait(false);
            return;
        }

        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = limits.Concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel
            .ForEachAsync(groups, options, (group, token) => RunAsync(group, windows, outputs, model, consume, token))
            .ConfigureAwait(false);
    }

    private async ValueTask RunAsync(
        int[] group,
        IReadOnlyList<TextWindow> windows,
        IReadOnlyList<string> outputs,
        IModelCalls model,
        RowConsumer consume,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var request = new InferenceRequest { Model = model.Model };
        var members = Array.ConvertAll(group, place => windows[place]);
        var length = inputs.Length ?? Math.Max(1, members.Max(window => window.Length));
        var rows = inputs.Rows ?? members.Length;
        tensors.AddTo(request, members, rows, length);
        foreach (var output in outputs)
        {
            request.Outputs.Add(new RequestedOutput(output));
        }

        using var response = await model.InferAsync(request, cancellationToken).ConfigureAwait(false);
        var values = new RowOutput[outputs.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = RowOutput.Of(response, outputs[i], rows);
        }

        for (var row = 0; row < group.Length; row++)
        {
            consume(group[row], row, tensors.Offset(members[row], length), values);
        }
    }
}
