namespace HospitalChain.Browser.Tests.Support;

/// <summary>Measures text against what lies behind it (WCAG 2.2, 1.4.3: 4.5 to 1), in the page itself.</summary>
internal static class ContrastScript
{
    public const string PoorText = """
        () => {
          const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
          const channel = value => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
          const luminance = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
          const behind = element => {
            for (let at = element; at; at = at.parentElement) {
              const color = parse(getComputedStyle(at).backgroundColor);
              if (color.length === 3 || color[3] === 1) { return color; }
            }
            return [255, 255, 255];
          };
          const poor = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.textContent.trim();
            const element = walker.currentNode.parentElement;
            if (text.length === 0 || !element.checkVisibility()) { continue; }
            const [one, other] = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))];
            const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (ratio < 4.5) { poor.push(`${text.slice(0, 30)} ${ratio.toFixed(2)}`); }
          }
          return poor;
        }
        """;
}
