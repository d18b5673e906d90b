using System.ComponentModel;

namespace Slipway.Samples.Facts;

/// <summary>What was found, each in the order of the text.</summary>
internal sealed record FactsAnswer(
    [property: Description("Values that have a form of their own.")] IReadOnlyList<Field> Fields,
    [property: Description("The entities that relations were looked for between.")] IReadOnlyList<Entity> Entities,
    [property: Description("What the text says of two entities.")] IReadOnlyList<Relation> Relations
);

/// <summary>A value and where it stands.</summary>
internal sealed record Field(
    [property: Description("date, amount, percent, email, phone, url, iban or vat_id.")] string Type,
    [property: Description(
        "One form for all ways to write it: yyyy-MM-dd or yyyy-MM, a number with a decimal point, digits without blanks."
    )]
        string Value,
    [property: Description("As it stands in the text.")] string Text,
    [property: Description("The UTF-16 unit that it begins at.")] int Start,
    [property: Description("The UTF-16 unit behind it.")] int End,
    [property: Description("The currency of an amount, ISO 4217; else left out.")] string? Currency = null
);

/// <summary>A relation between two entities, and what it was read from.</summary>
internal sealed record Relation(
    [property: Description(
        "works_for, founded, acquired, subsidiary_of, headquartered_in, located_in, born_in or lives_in."
    )]
        string Type,
    [property: Description("Who or what.")] Entity Subject,
    [property: Description("Of whom, by whom, where.")] Entity Object,
    [property: Description("The words that say so, both entities included.")] Evidence Evidence,
    [property: Description("The rule that matched.")] string Rule,
    [property: Description(
        "The rule's own weight, times 0.95 for each word that it passed over, times the scores of both entities."
    )]
        double Score
);

/// <summary>A piece of the text.</summary>
internal sealed record Evidence(string Text, int Start, int End);
