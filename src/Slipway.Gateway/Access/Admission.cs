namespace Slipway.Gateway.Access;

/// <summary>That somebody was let in, for those who keep a session of it.</summary>
/// <param name="Name">The key's; of a token, <c>token</c>.</param>
/// <param name="IsStillGood">The key is still in the file, or the token's time is not over.</param>
internal sealed record Admission(string Name, Func<ValueTask<bool>> IsStillGood);
