using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Tasks;

/// <summary>
/// A kind of work that models are trained for (token classification, image classification, …): it puts a typed model over a
/// loaded one. Implementations are thread-safe and live as long as the process. Its name is what <c>task:</c> says in
/// <c>model.yaml</c>, where it may have a section of that name.
/// </summary>
public interface IModelTask : IConfigSection
{
    /// <summary>
    /// Whether a package is of this task though nothing says so, judged by the files beside its artifact, such as the
    /// <c>config.json</c> of an exported transformer. Reads small files only; never throws for what is wrong with them.
    /// </summary>
    bool Recognizes(ModelPackage package);

    /// <summary>
    /// Reads what the task needs besides the model (tokenizer, labels) and holds it against the model's signature.
    /// </summary>
    /// <exception cref="ServingException">
    /// It does not fit; the message says which file or key, and what to do. <see cref="ServingException.Reason"/> is set.
    /// </exception>
    Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken);
}
