namespace HospitalChain.Client;

/// <summary>The one thing that a person named by a beginning of its id, or by not naming any.</summary>
internal static class Choice
{
    /// <param name="fitting">What fits the name.</param>
    /// <param name="what">What is looked for, such as "share".</param>
    /// <param name="name">What was asked for; null for the only one.</param>
    /// <exception cref="RefusedException">Nothing fits, or more than one.</exception>
    public static T Of<T>(IEnumerable<T> fitting, string what, string? name)
    {
        var found = fitting.ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new RefusedException(ClientRefusals.NotFoundHere.With(name is null ? $"no {what} here" : $"no {what} '{name}' here")),
            _ => throw new RefusedException(ClientRefusals.Ambiguous.With(name is null ? $"{found.Length} {what}s are here" : $"{found.Length} {what}s fit '{name}'")),
        };
    }
}
