addEventListener('DOMContentLoaded',()=>document.querySelectorAll('[data-search]').forEach(select=>{
  let {id}=select,
    plain=text=>text.normalize('NFD').replace(/\p{M}/gu,'').toLowerCase().replace(/[^\p{L}\p{N}]+/gu,' ').trim(),
    make=(tag,attributes)=>{
      let e=document.createElement(tag);
      for(let name in attributes)e.setAttribute(name,attributes[name]);
      return e;
    },
    options=[...select.options].filter(o=>o.value),
    typed=new Option,
    box=make('div',{class:'search'}),
    input=make('input',{type:'text',role:'combobox',id,'aria-autocomplete':'list','aria-controls':id+'-list',autocomplete:select.autocomplete==='country'?'country-name':'off'}),
    list=make('ul',{role:'listbox',id:id+'-list','aria-label':select.labels[0].textContent}),
    active,
    close=()=>{
      active=null;
      list.hidden=true;
      input.setAttribute('aria-expanded',false);
      input.removeAttribute('aria-activedescendant');
    },
    mark=item=>{
      active?.setAttribute('aria-selected',false);
      active=item;
      active.setAttribute('aria-selected',true);
      active.scrollIntoView({block:'nearest'});
      input.setAttribute('aria-activedescendant',active.id);
    },
    open=found=>{
      close();
      list.replaceChildren(...found.map((o,i)=>{
        let item=make('li',{role:'option',id:`${id}-${i}`,'aria-selected':false});
        item.textContent=o.text;
        item.option=o;
        return item;
      }));
      list.hidden=!found.length;
      input.setAttribute('aria-expanded',!list.hidden);
      let item=[...list.children].find(item=>item.option.selected);
      if(item)mark(item);
    },
    choose=o=>{
      o.selected=true;
      input.value=o.text;
      close();
      select.dispatchEvent(new Event('input',{bubbles:true}));
    },
    find=()=>{
      let text=plain(input.value),
        words=options.filter(o=>o.words.includes(' '+text)),
        exact=options.filter(o=>plain(o.text)===text);
      return exact[0]?exact:words[0]?words:options.filter(o=>o.words.includes(text));
    };
  for(let o of options)o.words=` ${plain(o.value)} ${plain(o.text)}`;
  for(let name of ['aria-describedby','aria-invalid','required'])if(select.hasAttribute(name))input.setAttribute(name,select.getAttribute(name));
  if(select.value)input.value=select.selectedOptions[0].text;
  select.id='';
  select.hidden=true;
  typed.hidden=true;
  select.append(typed);
  box.append(input,list);
  select.before(box);
  close();
  input.addEventListener('input',()=>{
    let found=find();
    typed.value=input.value.trim();
    if(!typed.value)select.value='';
    else (found[1]||!found[0]?typed:found[0]).selected=true;
    open(typed.value?found:options);
  });
  input.addEventListener('click',()=>list.hidden?open(options):close());
  input.addEventListener('blur',()=>{
    if(!typed.selected&&select.value)input.value=select.selectedOptions[0].text;
    close();
  });
  input.addEventListener('keydown',e=>{
    let step={ArrowDown:1,ArrowUp:-1}[e.key],
      items=[...list.children];
    if(e.key==='Escape')close();
    else if(e.key==='Enter'&&active)choose(active.option);
    else if(step&&list.hidden)open(options);
    else if(step)mark(items.at((items.indexOf(active)+step+(step<0&&!active))%items.length));
    else return;
    e.preventDefault();
  });
  list.addEventListener('mousedown',e=>e.preventDefault());
  list.addEventListener('click',e=>e.target.option&&choose(e.target.option));
}));
