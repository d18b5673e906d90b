using System.Diagnostics.CodeAnalysis;
using Slipway.Errors;
using Slipway.Handlers.Rows;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Handlers;

/// <summary>
/// A model that computes several rows at once. The properties of <typeparamref name="TInput"/> and
/// <typeparamref name="TOutput"/> are its tensors, one row each along the first dimension:
/// <list type="bullet">
/// <item><c>float</c> is FP32 [-1], <c>double</c> FP64, <c>Half</c> FP16, <c>bool</c> BOOL, integers by their size;</item>
/// <item><c>string</c> is BYTES [-1] holding UTF-8, <c>byte[]</c> BYTES [-1] holding anything;</item>
/// <item>arrays of these have a second dimension, of any length or of <see cref="TensorAttribute.Length"/>.</item>
/// </list>
/// A parameter of a record with a default value is an input that may be left out. Either type may itself be one of the
/// above; the tensor is then called <c>input</c> or <c>output</c>. What has more dimensions is an
/// <see cref="IModelHandler"/>.
/// </summary>
/// <exception cref="ArgumentException">A property's type has no tensor; thrown when the handler is made.</exception>
public abstract class BatchModelHandler<
    [DynamicallyAccessedMembers(RowMembers.Needed)] TInput,
    [DynamicallyAccessedMembers(RowMembers.Needed)] TOutput
> : IModelHandler
    where TInput : notnull
    where TOutput : notnull
{
    private readonly RowType<TInput> _inputs = new("input");
    private readonly RowType<TOutput> _outputs = new("output");

    protected BatchModelHandler()
    {
        _inputs.CheckCanBeMade();
        Signature = new ModelSignature(
            _inputs.Specs,
            [.. _outputs.Specs.Select(spec => spec with { IsOptional = false })]
        );
    }

    /// <inheritdoc/>
    public ModelSignature Signature { get; }

    /// <inheritdoc/>
    public virtual int Concurrency => 1;

    /// <summary>Whether rows of different requests may come in one call. Default true.</summary>
    public virtual bool TakesBatches => true;

    bool IModelHandler.HasRows => true;

    /// <inheritdoc/>
    public virtual Task LoadAsync(HandlerContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    async ValueTask<InferenceResponse> IModelHandler.PredictAsync(
        InferenceRequest request,
        CancellationToken cancellationToken
    )
    {
        var rows = _inputs.Read(request);
        var outputs = rows.Length == 0 ? [] : await PredictAsync(rows, cancellationToken).ConfigureAwait(false);
        if (outputs.Count != rows.Length)
        {
            throw ServingException.Internal(
                $"The handler {GetType().Name} was given {rows.Length} rows and gave {outputs.Count}."
            );
        }

        return _outputs.Write(outputs, request);
    }

    /// <inheritdoc cref="IModelHandler.PredictAsync" path="/exception"/>
    /// <summary>Computes the rows, at least one; gives as many, in their order.</summary>
    protected abstract ValueTask<IReadOnlyList<TOutput>> PredictAsync(
        IReadOnlyList<TInput> rows,
        CancellationToken cancellationToken
    );
}
