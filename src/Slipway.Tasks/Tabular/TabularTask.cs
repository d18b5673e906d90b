using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;
using Slipway.Tasks.Tabular.Options;

namespace Slipway.Tasks.Tabular;

/// <summary>
/// Records with named columns: <c>tabular</c> answers classes where the outputs are such and values where they are not,
/// <c>regression</c> always values. Thread-safe.
/// </summary>
public sealed class TabularTask : IModelTask
{
    private readonly bool _isRegression;

    private TabularTask(string name, bool isRegression)
    {
        Name = name;
        _isRegression = isRegression;
    }

    public static TabularTask Tabular { get; } = new("tabular", isRegression: false);

    public static TabularTask Regression { get; } = new("regression", isRegression: true);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public JsonTypeInfo? SectionType => TabularJsonContext.Default.TabularOptions;

    /// <summary>
    /// The rows of a model whose tensors have one, as records: each input a column, each output a member of the answer.
    /// </summary>
    /// <param name="signature">The model's.</param>
    /// <param name="summary">One sentence for people; null for a general one.</param>
    /// <returns>Null where its tensors are no rows.</returns>
    public static ITypedModel? OfRows(ModelSignature signature, string? summary)
    {
        try
        {
            var layout = new LayoutReader(signature, new TabularOptions(), new TableHints()).Read();
            return new TabularModel(Tabular.Name, summary, layout, AnswerReader.Plain(signature), ',');
        }
        catch (ServingException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Recognizes(ModelPackage package) => !_isRegression && TabularFiles.Are(package);

    /// <inheritdoc/>
    public Task<ITypedModel> LoadAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var package = context.Package;
        var options = TabularOptionsReader.Read(package, Name);
        try
        {
            var layout = new LayoutReader(context.Signature, options, TableHints.Of(context)).Read();
            var answers = new AnswerReader(context.Signature, options).Read(_isRegression);
            var summary = package.Config.Description ?? context.Details.Description;
            var delimiter = TabularOptionsReader.Delimiter(options.Delimiter)!.Value;
            return Task.FromResult<ITypedModel>(new TabularModel(Name, summary, layout, answers, delimiter));
        }
        catch (ServingException e) when (e.Reason == "config-mismatch")
        {
            throw new ServingException(
                e.Code,
                $"Model '{package.Name}' version {package.Version} does not fit its task '{Name}': {e.Message}",
                e
            )
            {
                Reason = e.Reason,
            };
        }
    }
}
