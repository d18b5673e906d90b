using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Serving.Tasks;

/// <summary>Puts the task of a version over it when it has been loaded.</summary>
internal sealed class TypedSides(IReadOnlyList<IModelTask> tasks, ILogger log)
{
    private const string None = "none";

    /// <summary>
    /// The task that the configuration names must fit the model. One that is only recognised need not: the version then
    /// speaks tensors, and the reason is logged and kept for who asks.
    /// </summary>
    /// <param name="own">What the servable brings itself.</param>
    /// <param name="package">The version.</param>
    /// <param name="servable">It, loaded.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">The named task is not known or does not fit.</exception>
    public async Task<TypedSide> LoadAsync(
        ITypedModel? own,
        ModelPackage package,
        IServable servable,
        CancellationToken cancellationToken
    )
    {
        if (own is not null || package.Config.Task == None)
            return new TypedSide(own);
        var context = new TaskContext(package, servable.Signature, servable.Details);
        if (package.Config.Task is { } name)
            return await TryAsync(Named(name, package), context, servable, cancellationToken);
        IModelTask? recognized = null;
        try
        {
            recognized = tasks.FirstOrDefault(task => task.Recognizes(package));
            return recognized is null
                ? new TypedSide(null)
                : await TryAsync(recognized, context, servable, cancellationToken);
        }
        // Files that nobody named may be anything, and must not cost the model its tensors.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var likely = recognized?.Name ?? "a task";
            log.NotTyped(package.Name, package.Version, likely, e.Message);
            return new TypedSide(null, $"its files look like {likely}, but: {e.Message}");
        }
    }

    private static async Task<TypedSide> TryAsync(
        IModelTask task,
        TaskContext context,
        IServable servable,
        CancellationToken cancellationToken
    )
    {
        var typed = await task.LoadAsync(context, cancellationToken);
        return new TypedSide(typed)
        {
            Samples = await TypedTrial.RunAsync(typed, context.Package, servable, cancellationToken),
        };
    }

    private IModelTask Named(string name, ModelPackage package) =>
        tasks.FirstOrDefault(task => task.Name == name)
        ?? throw new ServingException(
            ServingErrorCode.InvalidArgument,
            $"Model '{package.Name}' says 'task: {name}', which is not known here. Known: "
                + $"{string.Join(", ", tasks.Select(task => task.Name).Append(None))}."
        )
        {
            Reason = "unknown-task",
        };
}
