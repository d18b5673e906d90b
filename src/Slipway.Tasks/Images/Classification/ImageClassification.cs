using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Classification;

/// <summary>The task <c>image-classification</c>: a picture in, labels with scores out.</summary>
internal sealed class ImageClassification : IModelTask
{
    public const string TaskName = "image-classification";

    private const string Purpose = "ForImageClassification";

    public string Name => TaskName;

    public JsonTypeInfo? SectionType => ImagesJsonContext.Default.ClassificationOptions;

    public bool Recognizes(ModelPackage package) => PackageFiles.IsFor(package, Purpose);

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var options = ConfigSection.Read(
            context.Package,
            TaskName,
            ImagesJsonContext.Default.ClassificationOptions,
            "scores: softmax",
            Check
        );
        var output = FindOutput(context.Signature, options.Output);
        var labels = ClassLabels.Read(context.Package, options.LabelsFile, output);
        CheckLabels(output, labels);
        var scores = options.Scores ?? ScoresOf(context.Package, labels, output);
        var tensors = ImagePlanner.Plan(TaskName, context, options);
        var signature = ImageSignature.Of(TaskName, context.Signature, tensors, [output.Name]);
        return Task.FromResult<ITypedModel>(new ClassificationModel(signature, options, scores, labels));
    }

    private static void Check(ClassificationOptions options, List<string> errors)
    {
        ImageOptionsChecks.Check(TaskName, options, errors);
        if (options.TopK < 1)
            errors.Add($"'{TaskName}.top_k' must be 1 or more, not {options.TopK}.");
    }

    private static TensorSpec FindOutput(ModelSignature signature, string? name)
    {
        var found =
            name is not null ? signature.FindOutput(name)
            : signature.Outputs.Count == 1 ? signature.Outputs[0]
            : signature.FindOutput("logits");
        return found
            ?? throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The model has the outputs {string.Join(", ", signature.Outputs)}: name the one with a number for each class "
                    + $"as '{TaskName}.output' in model.yaml."
            )
            {
                Reason = "unfit-model",
            };
    }

    private static void CheckLabels(TensorSpec output, IReadOnlyList<string> labels)
    {
        if (labels.Count > 0 && ClassesOf(output) is { } classes && classes != labels.Count)
        {
            throw PackageFiles.Invalid(
                $"The output '{output.Name}' has {classes} classes, but there are {labels.Count} labels: one is needed for each."
            );
        }
    }

    // As the pipelines of Hugging Face decide it.
    private static ScoreFunction ScoresOf(ModelPackage package, IReadOnlyList<string> labels, TensorSpec output)
    {
        if (!PackageFiles.IsFor(package, Purpose))
        {
            throw PackageFiles.Invalid(
                $"Nothing says what the numbers of the output '{output.Name}' are: write 'scores: softmax' (logits of one class of "
                    + $"all), 'scores: sigmoid' (logits of classes each by itself) or 'scores: none' (probabilities) in the section "
                    + $"{TaskName} of model.yaml."
            );
        }

        using var config = PackageFiles.ReadJson(package, PackageFiles.Config)!;
        var isMultiLabel =
            config.RootElement.TryGetProperty("problem_type", out var problem)
            && problem.ValueKind == System.Text.Json.JsonValueKind.String
            && problem.ValueEquals("multi_label_classification"u8);
        return isMultiLabel || (ClassesOf(output) ?? labels.Count) == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax;
    }

    // All but the images, which may be followed by dimensions of 1.
    private static long? ClassesOf(TensorSpec output)
    {
        var classes = 1L;
        foreach (var dimension in output.Shape.Dimensions[Math.Min(1, output.Shape.Rank)..])
        {
            if (dimension < 0)
                return null;
            classes *= dimension;
        }

        return output.Shape.Rank > 1 ? classes : null;
    }
}
