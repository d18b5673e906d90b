using CsCheck;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>One small damage to a body, at a place given as a fraction of its length.</summary>
internal readonly record struct Mutation(int Kind, double Place, byte Value)
{
    private static readonly byte[] Telling = "[]{}\",:\\-+.eE0129NItfn \n\xFF\xC3\x80"u8.ToArray();

    public static Gen<Mutation> Gen =>
        CsCheck
            .Gen.Select(CsCheck.Gen.Int[0, 4], CsCheck.Gen.Double[0, 1], CsCheck.Gen.Int[0, Telling.Length - 1])
            .Select((kind, place, value) => new Mutation(kind, place, Telling[value]));

    public byte[] Apply(byte[] body)
    {
        if (body.Length == 0)
            return [Value];
        var at = Math.Min(body.Length - 1, (int)(Place * body.Length));
        return Kind switch
        {
            0 => body[..at],
            1 => [.. body[..at], .. body[(at + 1)..]],
            2 => [.. body[..at], Value, .. body[at..]],
            3 => [.. body[..at], Value, .. body[(at + 1)..]],
            _ => [.. body[..at], .. body[(at / 2)..]],
        };
    }
}
