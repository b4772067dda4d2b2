namespace HospitalChain.Bench;

/// <summary>One figure, and beside it what it is compared with, measured in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Reference">The figure it is held against, in the same unit; null for a price that stands alone.</param>
/// <param name="Meaning">What the reference is made of, for the table.</param>
internal sealed record BenchRow(string Name, double Value, string Unit, double? Reference = null, string Meaning = "")
{
    /// <summary>Value / Reference.</summary>
    public double? Ratio => Value / Reference;

    /// <summary>The ratio that is promised not to be exceeded, where there is such a promise.</summary>
    public double? AtMost { get; init; }

    /// <summary>The ratio that is promised to be reached, where there is such a promise.</summary>
    public double? AtLeast { get; init; }

    /// <summary>The team's size, where a figure stands in a row of one figure for each size.</summary>
    public int? Column { get; init; }

    /// <summary>The name with the size.</summary>
    public string FullName => Column is { } n ? $"{Name}, n = {n}" : Name;

    /// <summary>False where a promise was not kept in this run.</summary>
    public bool Holds => !(Ratio > AtMost) && !(Ratio < AtLeast);
}
