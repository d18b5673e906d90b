using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>Named entities, parts of speech and whatever else is told of single words.</summary>
internal sealed class TokenClassificationTask : IModelTask
{
    public string Name => "token-classification";

    public JsonTypeInfo SectionType => TextJsonContext.Default.TokenClassificationOptions;

    public bool Recognizes(ModelPackage package) =>
        TransformerConfig.HasArchitecture(package, "ForTokenClassification");

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Task.Run<ITypedModel>(() => Load(context), cancellationToken);

    private TokenClassificationModel Load(TaskContext context)
    {
        var package = context.Package;
        var options = TextOptionsReader.Read(package, Name, TextJsonContext.Default.TokenClassificationOptions, Check);
        var config = TransformerConfig.Read(package);
        var output = OutputFinder.Find(context.Signature, options.Output, "output", 3, ["logits"]);
        var tags = new TagSet(LabelFinder.Find(package, output, options.Labels, config));
        LabelFinder.CheckCount(tags.Count, output);
        var decoder = new TagDecoder(tags, ReadTransitions(package, options, tags.Count));
        return new TokenClassificationModel(
            TextPipeline.Load(context, options, config, null, tags.Count),
            tags,
            new EntityFinder(tags, decoder, options.Constrained),
            output.Name,
            options
        );
    }

    private static TagTransitions? ReadTransitions(ModelPackage package, TokenClassificationOptions options, int tags)
    {
        var path = PackageFolders.Named(package, options.Transitions ?? TagTransitions.FileName);
        if (path is not null)
            return TagTransitions.Read(path, tags);
        return options.Transitions is null
            ? null
            : throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"'transitions: {options.Transitions}' in model.yaml names no file of the package."
            )
            {
                Reason = "invalid-task-file",
            };
    }

    private static void Check(TokenClassificationOptions options, List<string> errors)
    {
        if (options.MinScore is < 0 or > 1)
            errors.Add($"'token-classification.min_score' must be 0 to 1, not {options.MinScore}.");
    }
}
