using Slipway.Gateway.Access;

namespace Slipway.Gateway.Console.Security;

/// <summary>A browser that was let in.</summary>
/// <param name="Id">Not secret: nothing is opened with it.</param>
/// <param name="Admission">By what it was let in.</param>
/// <param name="Ends">It is let in no longer.</param>
internal sealed record ConsoleSession(long Id, Admission Admission, DateTimeOffset Ends);
