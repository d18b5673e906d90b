using Slipway.Tasks.Images.Classification;
using Slipway.Tasks.Images.Detection;
using Slipway.Tasks.Tabular;
using Slipway.Tasks.Text;

namespace Slipway.Tasks;

/// <summary>The tasks that every server knows.</summary>
public static class ModelTasks
{
    /// <summary>In the order in which a package that names none is shown to them.</summary>
    public static IReadOnlyList<IModelTask> All { get; } =
    [.. TextTasks.All, new ImageClassification(), new ObjectDetection(), TabularTask.Tabular, TabularTask.Regression];
}
