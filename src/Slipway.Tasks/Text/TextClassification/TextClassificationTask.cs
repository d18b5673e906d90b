using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.TextClassification;

/// <summary>Topics, sentiment, and whatever else is told of whole texts or of pairs of them.</summary>
internal sealed class TextClassificationTask : IModelTask
{
    private static readonly string[] Probabilities = ["probabilities", "probs"];

    public string Name => "text-classification";

    public JsonTypeInfo SectionType => TextJsonContext.Default.TextClassificationOptions;

    public bool Recognizes(ModelPackage package) =>
        TransformerConfig.HasArchitecture(package, "ForSequenceClassification");

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Task.Run<ITypedModel>(() => Load(context), cancellationToken);

    private TextClassificationModel Load(TaskContext context)
    {
        var options = TextOptionsReader.Read(
            context.Package,
            Name,
            TextJsonContext.Default.TextClassificationOptions,
            Check
        );
        var config = TransformerConfig.Read(context.Package);
        var output = OutputFinder.Find(context.Signature, options.Output, "output", 2, ["logits", .. Probabilities]);
        var labels = LabelFinder.Find(context.Package, output, options.Labels, config);
        if (labels.Count == 0)
            labels = MadeUp(output);
        LabelFinder.CheckCount(labels.Count, output);
        var problem = options.ProblemType == ProblemType.Auto ? ProblemOf(config, labels.Count) : options.ProblemType;
        var activation = options.Activation == Activation.Auto ? ActivationOf(problem, output) : options.Activation;
        return new TextClassificationModel(
            TextPipeline.Load(context, options, config, null, 1),
            labels,
            problem,
            activation,
            output.Name,
            options
        );
    }

    private static IReadOnlyList<string> MadeUp(TensorSpec output) =>
        output.Shape.Rank == 2 && output.Shape[1] is > 0 and <= 100_000 and var count
            ? [.. Enumerable.Range(0, (int)count).Select(i => $"LABEL_{i}")]
            : throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"Neither the labels nor their number are known of the output '{output}': give 'labels' in the section "
                    + "text-classification of model.yaml."
            )
            {
                Reason = "labels-missing",
            };

    private static ProblemType ProblemOf(TransformerConfig config, int labels) =>
        config.ProblemType switch
        {
            "regression" => ProblemType.Regression,
            "multi_label_classification" => ProblemType.MultiLabel,
            "single_label_classification" => ProblemType.SingleLabel,
            _ => labels == 1 ? ProblemType.MultiLabel : ProblemType.SingleLabel,
        };

    private static Activation ActivationOf(ProblemType problem, TensorSpec output) =>
        Probabilities.Contains(output.Name) ? Activation.None
        : problem == ProblemType.Regression ? Activation.None
        : problem == ProblemType.MultiLabel ? Activation.Sigmoid
        : Activation.Softmax;

    private static void Check(TextClassificationOptions options, List<string> errors)
    {
        if (options.Threshold is < 0 or > 1)
            errors.Add($"'text-classification.threshold' must be 0 to 1, not {options.Threshold}.");
        if (options.TopK < 1)
            errors.Add($"'text-classification.top_k' must be 1 or more, not {options.TopK}.");
    }
}
