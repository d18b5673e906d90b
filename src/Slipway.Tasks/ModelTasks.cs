using Slipway.Tasks.Tabular;

namespace Slipway.Tasks;

/// <summary>The tasks that every server knows.</summary>
public static class ModelTasks
{
    /// <summary>In the order in which a package that names none is shown to them.</summary>
    public static IReadOnlyList<IModelTask> All { get; } = [TabularTask.Tabular, TabularTask.Regression];
}
