using System.Collections.Frozen;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks;

/// <summary>
/// A loaded version that speaks its domain: texts in, entities out. It makes tensors of what the caller sends, has them
/// computed, and makes an answer of what comes back. Thread-safe; lives as long as the version.
/// </summary>
public interface ITypedModel
{
    /// <summary>What it takes and gives, for documents and pages.</summary>
    TypedDescription Description { get; }

    /// <summary>
    /// Inputs whose rows may be filled up to be batched with longer ones, by name; what <c>model.yaml</c> says of an input
    /// counts more. Default: none.
    /// </summary>
    IReadOnlyDictionary<string, PaddingConfig> Padding => FrozenDictionary<string, PaddingConfig>.Empty;

    /// <summary>Answers one request.</summary>
    /// <param name="request">As it came; the typed model reads it before it returns.</param>
    /// <param name="model">Computes tensors, on the version that this was loaded over.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">
    /// InvalidArgument: the request is wrong, its form included, and the message says where. And
    /// what the model refuses or fails with.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<TypedAnswer> AnswerAsync(TypedRequest request, IModelCalls model, CancellationToken cancellationToken);
}
