using System.Text.Json.Serialization.Metadata;
using Slipway.Models;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>Answers that stand in a text.</summary>
internal sealed class QuestionAnsweringTask : IModelTask
{
    public string Name => "question-answering";

    public JsonTypeInfo SectionType => TextJsonContext.Default.QuestionAnsweringOptions;

    public bool Recognizes(ModelPackage package) => TransformerConfig.HasArchitecture(package, "ForQuestionAnswering");

    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken) =>
        Task.Run<ITypedModel>(() => Load(context), cancellationToken);

    private QuestionAnsweringModel Load(TaskContext context)
    {
        var options = TextOptionsReader.Read(
            context.Package,
            Name,
            TextJsonContext.Default.QuestionAnsweringOptions,
            Check
        );
        var start = OutputFinder.Find(context.Signature, options.StartOutput, "start_output", 2, ["start_logits"]);
        var end = OutputFinder.Find(context.Signature, options.EndOutput, "end_output", 2, ["end_logits"]);
        var pipeline = TextPipeline.Load(context, options, TransformerConfig.Read(context.Package), null, 2);
        return new QuestionAnsweringModel(pipeline, new AnswerSearch(pipeline, start.Name, end.Name), options);
    }

    private static void Check(QuestionAnsweringOptions options, List<string> errors)
    {
        if (options.TopK < 1)
            errors.Add($"'question-answering.top_k' must be 1 or more, not {options.TopK}.");
        if (options.MaxAnswerTokens < 1)
            errors.Add($"'question-answering.max_answer_tokens' must be 1 or more, not {options.MaxAnswerTokens}.");
    }
}
