using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Packages;
using Slipway.Tasks.Images.Preprocessing;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Detection;

/// <summary>The task <c>object-detection</c>: a picture in, objects with boxes out.</summary>
internal sealed class ObjectDetection : IModelTask
{
    public const string TaskName = "object-detection";

    private const int MostDetections = 10_000;

    public string Name => TaskName;

    public JsonTypeInfo? SectionType => ImagesJsonContext.Default.DetectionOptions;

    public bool Recognizes(ModelPackage package) => PackageFiles.IsFor(package, "ForObjectDetection");

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var options = ConfigSection.Read(
            context.Package,
            TaskName,
            ImagesJsonContext.Default.DetectionOptions,
            "format: yolov8",
            Check
        );
        var kind = options.Format ?? Guess(context.Signature);
        if (kind is DetectionFormat.Yolov5 or DetectionFormat.Yolov8)
            PutInUsual(options);
        var labelled =
            kind is DetectionFormat.Yolov5 or DetectionFormat.Yolov8 ? context.Signature.Outputs[0]
            : kind == DetectionFormat.Detr ? context.Signature.FindOutput(DetrFormat.Logits)
            : context.Signature.FindOutput(SsdFormat.Classes);
        var labels = ClassLabels.Read(context.Package, options.LabelsFile, labelled);
        var format = Create(kind, context.Signature, options, labels);
        var tensors = ImagePlanner.Plan(TaskName, context, options);
        var signature = ImageSignature.Of(TaskName, context.Signature, tensors, format.Outputs);
        return Task.FromResult<ITypedModel>(new DetectionModel(signature, options, format, labels));
    }

    private static void Check(DetectionOptions options, List<string> errors)
    {
        ImageOptionsChecks.Check(TaskName, options, errors);
        Part("threshold", options.Threshold);
        Part("iou_threshold", options.IouThreshold);
        if (options.MaxDetections is < 1 or > MostDetections)
            errors.Add($"'{TaskName}.max_detections' must be 1 to {MostDetections}, not {options.MaxDetections}.");
        if (options.Scores == ScoreFunction.None)
            errors.Add($"'{TaskName}.scores' must be softmax or sigmoid.");

        void Part(string key, double? value)
        {
            if (value is not (null or (>= 0 and <= 1)))
                errors.Add($"'{TaskName}.{key}' must be 0 to 1.");
        }
    }

    private static DetectionFormat Guess(ModelSignature signature)
    {
        if (signature.FindOutput(DetrFormat.Logits) is not null && signature.FindOutput(DetrFormat.Boxes) is not null)
            return DetectionFormat.Detr;
        if (signature.FindOutput(SsdFormat.Boxes) is not null && signature.FindOutput(SsdFormat.ScoresName) is not null)
            return DetectionFormat.Ssd;
        throw PackageFiles.Invalid(
            $"The model's outputs {string.Join(", ", signature.Outputs)} do not say what they are: write 'format: yolov8', 'yolov5', "
                + $"'detr' or 'ssd' in the section {TaskName} of model.yaml."
        );
    }

    private static IDetectionFormat Create(
        DetectionFormat kind,
        ModelSignature signature,
        DetectionOptions options,
        IReadOnlyList<string> labels
    )
    {
        IDetectionFormat format = kind switch
        {
            DetectionFormat.Detr => new DetrFormat(options.Scores, labels.Count),
            DetectionFormat.Ssd => new SsdFormat(options.FirstClass, signature.FindOutput(SsdFormat.Count) is not null),
            _ => new YoloFormat(signature.Outputs[0].Name, kind == DetectionFormat.Yolov5, labels.Count),
        };
        var missing = format.Outputs.FirstOrDefault(output => signature.FindOutput(output) is null);
        if (missing is not null)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The format {kind.ToString().ToLowerInvariant()} has an output '{missing}', which the model has not: it has "
                    + $"{string.Join(", ", signature.Outputs)}."
            )
            {
                Reason = "unfit-model",
            };
        }

        return kind == DetectionFormat.Detr && options.Scores is null && labels.Count == 0
            ? throw PackageFiles.Invalid(
                $"Without labels nothing says how scores are made of '{DetrFormat.Logits}': write 'scores: softmax' or 'scores: "
                    + $"sigmoid' in the section {TaskName} of model.yaml."
            )
            : format;
    }

    // All of these networks were trained so.
    private static void PutInUsual(DetectionOptions options)
    {
        if (options.ShortestEdge is null)
            options.Letterbox ??= true;
        if (options.ImageMean is null && options.ImageStd is null)
            options.RescaleFactor ??= 1 / 255.0;
    }
}
