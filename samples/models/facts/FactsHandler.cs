using Slipway.Errors;
using Slipway.Handlers;
using Slipway.Samples.Facts.Fields;
using Slipway.Samples.Facts.Relations;

namespace Slipway.Samples.Facts;

/// <summary>Finds values and relations in texts by rules.</summary>
internal sealed class FactsHandler(NerModel ner)
    : JsonModelHandler<FactsRequest, FactsAnswer>(
        FactsJsonContext.Default.FactsRequest,
        FactsJsonContext.Default.FactsAnswer
    )
{
    private const int LongestText = 1_000_000;
    private const int MostEntities = 20_000;

    private const string Text =
        "Tim Cook, chief executive of Apple, spoke on 3 May 2024. Apple bought Beats Electronics for $3 billion.";

    // Thread-safe, and it may wait for the other model.
    public override int Concurrency => 4 * Environment.ProcessorCount;

    public override string Summary =>
        "Dates, amounts, addresses and numbers of a text, and what it says of its people, organisations and places.";

    public override string Subject => "text";

    public override FactsRequest Example { get; } =
        new(
            Text,
            [
                Mention("PER", "Tim Cook"),
                Mention("ORG", "Apple"),
                Mention("ORG", "Apple", 56),
                Mention("ORG", "Beats Electronics"),
            ]
        );

    protected override async ValueTask<FactsAnswer> PredictAsync(
        FactsRequest input,
        CancellationToken cancellationToken
    )
    {
        if (input.Text.Length > LongestText)
        {
            throw ServingException.TooLarge(
                $"The text has {input.Text.Length} UTF-16 units; at most {LongestText} are taken. Send it in parts."
            );
        }

        if (input.Entities is { Count: > MostEntities })
            throw ServingException.TooLarge(
                $"There are {input.Entities.Count} entities; at most {MostEntities} are taken."
            );
        var entities = Checked(input.Text, input.Entities ?? await ner.FindAsync(input.Text, cancellationToken));
        var fields = FieldFinder.Find(input.Text, input.DayFirst, cancellationToken);
        var relations = RelationFinder.Find(input.Text, entities, cancellationToken);
        return new FactsAnswer(fields, entities, relations);
    }

    private static List<Entity> Checked(string text, IReadOnlyList<Entity> entities)
    {
        var checkedOnes = new List<Entity>(entities.Count);
        for (var i = 0; i < entities.Count; i++)
        {
            var entity = entities[i];
            if (entity.Start < 0 || entity.End <= entity.Start || entity.End > text.Length)
            {
                throw ServingException.InvalidArgument(
                    $"'entities[{i}]' goes from {entity.Start} to {entity.End}, where the text has {text.Length} UTF-16 units."
                );
            }

            if (entity.Score is not (>= 0 and <= 1))
                throw ServingException.InvalidArgument($"'entities[{i}].score' is 0 to 1, not {entity.Score}.");
            checkedOnes.Add(entity with { Text = text[entity.Start..entity.End] });
        }

        // Where entities overlap, the longer one says more.
        checkedOnes.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
        var end = 0;
        checkedOnes.RemoveAll(entity =>
        {
            var overlaps = entity.Start < end;
            end = Math.Max(end, entity.End);
            return overlaps;
        });
        return checkedOnes;
    }

    private static Entity Mention(string type, string words, int from = 0)
    {
        var start = Text.IndexOf(words, from, StringComparison.Ordinal);
        return new Entity(type, start, start + words.Length);
    }
}
