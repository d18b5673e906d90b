using System.Diagnostics.CodeAnalysis;

namespace Slipway.Handlers;

/// <summary>
/// A model that makes one row of another: <typeparamref name="TInput"/> and <typeparamref name="TOutput"/> are records (or
/// classes with properties that can be set) whose properties become tensors, as <see cref="BatchModelHandler{TInput, TOutput}"/>
/// says. The rows of a request are computed one after another.
/// </summary>
public abstract class ModelHandler<
    [DynamicallyAccessedMembers(RowMembers.Needed)] TInput,
    [DynamicallyAccessedMembers(RowMembers.Needed)] TOutput
> : BatchModelHandler<TInput, TOutput>
    where TInput : notnull
    where TOutput : notnull
{
    /// <summary>Rows that come together are computed no faster: they stay apart.</summary>
    public sealed override bool TakesBatches => false;

    /// <inheritdoc cref="IModelHandler.PredictAsync" path="/exception"/>
    /// <summary>Computes one row.</summary>
    protected abstract ValueTask<TOutput> PredictAsync(TInput input, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async ValueTask<IReadOnlyList<TOutput>> PredictAsync(
        IReadOnlyList<TInput> rows,
        CancellationToken cancellationToken
    )
    {
        var outputs = new TOutput[rows.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outputs[i] = await PredictAsync(rows[i], cancellationToken).ConfigureAwait(false);
        }

        return outputs;
    }
}
