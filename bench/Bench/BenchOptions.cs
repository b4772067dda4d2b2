namespace HospitalChain.Bench;

/// <summary>The command line: <c>--json FILE</c>, <c>--only GROUP</c>.</summary>
internal sealed record BenchOptions(string? JsonPath, string? Only)
{
    public static bool TryParse(string[] arguments, string[] groups, out BenchOptions options, out string problem)
    {
        (options, problem) = (new BenchOptions(null, null), string.Empty);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--json" when value is not null:
                    options = options with { JsonPath = value };
                    break;
                case "--only" when value is not null && groups.Contains(value, StringComparer.Ordinal):
                    options = options with { Only = value };
                    break;
                default:
                    problem = $"usage: bench/run [--json FILE] [--only {string.Join('|', groups)}]";
                    return false;
            }
        }

        return true;
    }
}
