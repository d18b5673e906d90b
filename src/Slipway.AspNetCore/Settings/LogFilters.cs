using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Slipway.AspNetCore.Settings;

/// <summary>
/// Puts the log settings in the place of the configured least level. Rules that hold single categories down hold on
/// besides: what a framework says of itself does not come out with log_info.
/// </summary>
internal sealed class LogFilters(LogSettings settings) : IPostConfigureOptions<LoggerFilterOptions>
{
    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        // The last rule without a category and a provider is the one that the logger factory goes by.
        var general = options.Rules.LastOrDefault(rule => rule is { CategoryName: null, ProviderName: null });
        settings.Follow(general?.LogLevel ?? options.MinLevel);
        for (var i = 0; i < options.Rules.Count; i++)
        {
            options.Rules[i] = Wrap(options.Rules[i]);
        }

        if (general is null)
            options.Rules.Insert(
                0,
                new LoggerFilterRule(null, null, null, (_, _, level) => settings.Levels.Allow(level))
            );
    }

    private LoggerFilterRule Wrap(LoggerFilterRule rule)
    {
        var isGeneral = rule is { CategoryName: null, ProviderName: null };
        return new LoggerFilterRule(
            rule.ProviderName,
            rule.CategoryName,
            isGeneral ? null : rule.LogLevel,
            (provider, category, level) =>
                settings.Levels.Allow(level) && rule.Filter?.Invoke(provider, category, level) != false
        );
    }
}
