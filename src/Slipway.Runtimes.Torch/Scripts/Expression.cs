namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>An expression of TorchScript, as far as the flow of values needs it.</summary>
internal abstract record Expression
{
    /// <summary>A name.</summary>
    public sealed record Name(string Text) : Expression;

    /// <summary>A member of something, also by <c>getattr</c>.</summary>
    public sealed record Member(Expression Of, string Text) : Expression;

    /// <summary>A call; arguments by keyword are left out.</summary>
    public sealed record Call(Expression Function, IReadOnlyList<Expression> Arguments) : Expression;

    /// <summary>A list or a tuple.</summary>
    public sealed record Items(IReadOnlyList<Expression> Elements) : Expression;

    /// <summary>A whole number.</summary>
    public sealed record Number(long Value) : Expression;

    /// <summary>Anything else.</summary>
    public sealed record Other : Expression
    {
        public static Other Instance { get; } = new();
    }

    /// <summary><c>torch.nn.functional</c> where it is nothing but names; null otherwise.</summary>
    public string? Dotted =>
        this switch
        {
            Name name => name.Text,
            Member member => member.Of.Dotted is { } of ? $"{of}.{member.Text}" : null,
            _ => null,
        };
}
