using System.Text;

namespace Slipway.Cli;

/// <summary>Asks at the terminal, and shows nothing of what is typed.</summary>
internal static class SecretPrompt
{
    /// <summary>The answer; null where there is no terminal, or the question was refused with Escape.</summary>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected)
            return null;

        Console.Error.Write($"{question}: ");
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Escape:
                    Console.Error.WriteLine();
                    return null;
                case ConsoleKey.Backspace:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                        typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}
