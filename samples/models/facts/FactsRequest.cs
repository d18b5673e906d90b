using System.ComponentModel;

namespace Slipway.Samples.Facts;

/// <summary>What is looked through.</summary>
internal sealed record FactsRequest(
    [property: Description("The text, at most 1,000,000 UTF-16 units.")] string Text,
    [property: Description(
        "The entities in the text, as a model of the task token-classification answers them. Left out: they are asked of the "
            + "model that the service was started with (--ner URL), if it was."
    )]
        IReadOnlyList<Entity>? Entities = null,
    [property: Description("Whether 3/5/2024 is the third of May. Default: no, it is the fifth of March.")]
        bool DayFirst = false
);

/// <summary>A person, an organisation or a place that the text mentions.</summary>
internal sealed record Entity(
    [property: Description("PER, ORG or LOC; others are handed on.")] string Type,
    [property: Description("The UTF-16 unit that it begins at.")] int Start,
    [property: Description("The UTF-16 unit behind it.")] int End,
    [property: Description("Its words in the text; need not be sent.")] string? Text = null,
    [property: Description("How sure it is that it is one, 0 to 1.")] double Score = 1
);
